--- The benchmark's smallest briefing: a page without a cover.
return {
  name = "bench-small", title = "Security Partnership Briefing", template = "bench-small",
  sections = { { "briefing" } },
}
