return {
  name = "tally", title = "Tally", template = "briefing",
  params = { n = { type = "integer", default = 1, doc = "How many" } },
  sections = { { "since" }, { "tally", n = "$n" }, { "remark" } },
  material = { "tally" },
}
