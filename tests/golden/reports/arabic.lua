return { name = "arabic", title = { en = "In Arabic", ar = "الشراكة من أجل السلام" }, template = "briefing", sections = { { "arabic" } } }
