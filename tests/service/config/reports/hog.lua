--- A report of one section, hog.
return { name = "hog", title = "A test", template = "briefing", sections = { { "hog" } } }
