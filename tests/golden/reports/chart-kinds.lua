return { name = "chart-kinds", title = "Charts of every kind", template = "briefing", sections = { { "chart-kinds" } } }
