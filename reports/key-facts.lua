--- The key facts of a day on one page, on A4 or letter paper; a bilingual edition takes the back too, other templates more.
return {
  name = "key-facts",
  title = { en = "NATO and its partners: key facts", fr = "L’OTAN et ses partenaires : l’essentiel" },
  summary = "The day on one page: numbers, a small map, the latest events",
  template = "sheet",
  sections = { { "key-facts" } },
  on_section_error = "fail",
  limits = { section_seconds = 5, report_seconds = 30, memory_mb = 128, pages = 6 },
}
