--- An edition of a series: what it says of itself, what changed, and bars beside that.
return {
  name = "editions", title = "Partners", template = "briefing",
  sections = { { "since" }, { "partners" } },
}
