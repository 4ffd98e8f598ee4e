return { name = "prose", title = "Prose of every kind", template = "briefing", sections = { { "prose" } } }
