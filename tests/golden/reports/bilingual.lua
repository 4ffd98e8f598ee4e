return { name = "bilingual", title = { en = "In two languages", fr = "En deux langues" }, template = "briefing", sections = { { "bilingual" } } }
