--- A section that never ends between two good ones: issued with a gap.
return {
  name = "patchy", title = "A test", template = "briefing", on_section_error = "gap",
  sections = { { "hello" }, { "loop" }, { "hello" } }, limits = { section_seconds = 3 },
}
