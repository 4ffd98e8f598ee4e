return { name = "tables-cells", title = "Tables, in all their kinds", template = "briefing", sections = { { "tables-cells" } } }
