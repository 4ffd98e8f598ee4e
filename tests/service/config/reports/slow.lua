--- A report of one section, slow.
return { name = "slow", title = "A test", template = "briefing", sections = { { "slow" } } }
