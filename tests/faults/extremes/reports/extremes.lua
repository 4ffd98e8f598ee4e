return {
  name = "extremes", title = "Extremes", template = "briefing",
  params = { what = { type = "string", required = true, doc = "Which extreme" } },
  sections = { { "extremes", what = "$what" } },
  limits = { section_seconds = 60, report_seconds = 180, memory_mb = 512, pages = 3000 },
}
