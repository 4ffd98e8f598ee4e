--- What comes, terms that run out with the year, round anniversaries; nothing that was not known on the day.
return {
  {
    name = "the end of 2026", as_of = "2026-11-23", warnings = {},
    check = function(doc, t)
      t.contains(doc:text(), "35 years: Inaugural meeting of the North Atlantic Cooperation Council")
      t.contains(doc:text(), "Japan: ITPP 2023–2026")
      t.contains(doc:text(), "NATO Summit in Albania")
    end,
  },
  {
    name = "before the summit was announced", as_of = "2026-06-01", warnings = {},
    check = function(doc, t)
      t.lacks(doc:text(), "Albania")
      t.lacks(doc:text(), "ITPP 2023–2026")
    end,
  },
  {
    name = "a term is in reach", as_of = "2026-06-01", params = { weeks = 31 }, warnings = {},
    check = function(doc, t)
      t.contains(doc:text(), "ITPP 2023–2026")
    end,
  },
}
