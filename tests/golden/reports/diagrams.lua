return { name = "diagrams", title = "Diagrams of time", template = "briefing", sections = { { "diagrams" } } }
