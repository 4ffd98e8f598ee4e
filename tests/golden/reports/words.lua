return { name = "words", title = "Words of all kinds", template = "briefing", sections = { { "words" } } }
