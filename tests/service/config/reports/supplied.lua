return { name = "supplied", title = "Supplied", template = "briefing", sections = { { "supplied" } } }
