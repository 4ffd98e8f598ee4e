return { name = "matter", title = "Matter of all kinds", template = "briefing", sections = { { "matter" } } }
