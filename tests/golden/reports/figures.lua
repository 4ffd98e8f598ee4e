return { name = "figures", title = "Pictures", template = "briefing", sections = { { "figures" } } }
