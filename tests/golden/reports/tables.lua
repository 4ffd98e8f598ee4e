return { name = "tables", title = "Tables, in all their kinds", template = "briefing", sections = { { "tables" } } }
