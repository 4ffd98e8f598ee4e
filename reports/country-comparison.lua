--- Countries side by side on one day: status, frameworks, programmes, contributions, and the path of each.
return {
  name = "country-comparison",
  title = { en = "Countries compared: {countries}", fr = "Pays comparés : {countries}" },
  summary = "Two countries side by side on one day, up to four: status, programmes, contributions, paths",
  template = "briefing",
  params = {
    countries = { type = "list", of = "country", required = true, min = 2, max = 4, doc = "The countries to compare: two read best, four have room" },
  },
  sections = {
    { "comparison", countries = "$countries" },
    { "sources" },
  },
  on_section_error = "fail",
  limits = { section_seconds = 5, report_seconds = 30, memory_mb = 128, pages = 100 },
}
