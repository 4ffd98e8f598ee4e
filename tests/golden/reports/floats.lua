return { name = "floats", title = "Golden floats", template = "briefing", sections = { { "floats" } } }
