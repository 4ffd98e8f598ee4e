--- Regions on one day, and what may become of them: maps, partners, events, exercises, what drives cooperation there.
return {
  name = "regional-outlook",
  title = { en = "Regional outlook", fr = "Perspectives régionales" },
  summary = "Regions on one day: maps, partners, events, exercises, and what drives cooperation there",
  template = "briefing",
  params = {
    regions = { type = "region[]", default = "all", doc = "Regions to cover" },
  },
  sections = {
    { "regional", regions = "$regions", outlook = true },
    { "sources" },
  },
  on_section_error = "fail",
  limits = { section_seconds = 5, report_seconds = 30, memory_mb = 128, pages = 500 },
}
