--- The benchmark's briefing: a cover and one section that holds everything.
return {
  name = "bench", title = "Security Partnership Briefing", template = "bench",
  sections = { { "briefing" } },
  limits = { section_seconds = 30, report_seconds = 60, memory_mb = 512, pages = 4000 },
}
