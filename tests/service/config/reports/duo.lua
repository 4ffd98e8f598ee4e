return {
  name = "duo", title = { en = "Two", fr = "Deux" }, template = "briefing",
  params = { n = { type = "integer", default = 1, doc = "What Malta and Spain count" }, fr = { type = "text", default = "Tous.", doc = "What French says" } },
  sections = { { "told" }, { "duo", n = "$n", fr = "$fr" } },
}
