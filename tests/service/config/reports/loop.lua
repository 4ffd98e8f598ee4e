--- A report of one section, loop.
return { name = "loop", title = "A test", template = "briefing", sections = { { "loop" } } }
