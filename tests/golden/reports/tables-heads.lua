return { name = "tables-heads", title = "Tables, in all their kinds", template = "briefing", sections = { { "tables-heads" } } }
