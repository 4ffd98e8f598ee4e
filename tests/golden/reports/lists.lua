return { name = "lists", title = "Lists of all kinds", template = "briefing", sections = { { "lists" } } }
