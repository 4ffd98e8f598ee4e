return { name = "maps", title = "Maps of all kinds", template = "briefing", sections = { { "maps" } } }
