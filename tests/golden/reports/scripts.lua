return { name = "scripts", title = "Scripts and fine points", template = "briefing", sections = { { "scripts" } } }
