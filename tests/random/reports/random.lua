return {
  name = "random", title = "A document made at random", template = "briefing",
  params = { seed = { type = "integer", required = true, doc = "Which document" } },
  sections = { { "random" }, { "random" } },
}
