--- The files of a request's folder as a paper: pictures, tables and texts in the order of their names.
return {
  name = "supplied",
  title = { en = "Material supplied", fr = "Éléments joints" },
  summary = "The pictures, tables and texts in a request's folder, as a paper",
  template = "briefing",
  sections = { { "supplied" } },
  on_section_error = "fail",
  limits = { section_seconds = 10, report_seconds = 30, memory_mb = 192, pages = 200, images = 100 },
}
