--- A report of one section, wrong.
return { name = "wrong", title = "A test", template = "briefing", sections = { { "wrong" } } }
