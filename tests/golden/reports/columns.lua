return { name = "columns", title = "Golden columns", template = "briefing", sections = { { "columns" } } }
