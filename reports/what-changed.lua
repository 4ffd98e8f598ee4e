--- What changed in NATO’s cooperation with non-members between two days, and the sources.
return {
  name = "what-changed",
  title = { en = "What changed", fr = "Ce qui a changé" },
  summary = "What changed between two days: standings, programmes, texts, operations, events",
  template = "briefing",
  params = {
    countries = { type = "country[]", default = "all", doc = "Countries whose changes are told" },
    since = { type = "date", doc = "The earlier day; without it, a year before the briefing's" },
  },
  sections = {
    { "what-changed", countries = "$countries", since = "$since" },
    { "sources" },
  },
  on_section_error = "fail",
  limits = { section_seconds = 5, report_seconds = 30, memory_mb = 128, pages = 200 },
}
