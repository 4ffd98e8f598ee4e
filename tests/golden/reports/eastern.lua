return { name = "eastern", title = "Scripts of Eastern Asia", template = "briefing", sections = { { "eastern" } } }
