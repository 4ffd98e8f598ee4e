return { name = "pages", title = "Pages of all kinds", template = "briefing", sections = { { "pages" } } }
