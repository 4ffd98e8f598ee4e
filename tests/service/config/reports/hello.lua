--- A report of one section, hello.
return { name = "hello", title = "A test", template = "briefing", sections = { { "hello" } } }
