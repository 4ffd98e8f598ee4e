return { name = "french", title = { en = "In French", fr = "En français" }, template = "briefing", sections = { { "francais" } } }
