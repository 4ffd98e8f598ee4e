return { name = "charts", title = "Charts, in all their kinds", template = "briefing", sections = { { "charts" } } }
