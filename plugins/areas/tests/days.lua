--- The areas of cooperation, from the year each began.
return {
  {
    name = "none in 1992", as_of = "1992-06-01", warnings = {},
    check = function(doc, t)
      t.contains(doc:text(), "By 1 June 1992 the base records no area of practical cooperation")
      t.equal(#doc:all("timeline"), 0)
    end,
  },
  {
    name = "five in 1999", as_of = "1999-05-01", warnings = {},
    check = function(doc, t)
      t.contains(doc:text(), "By 1 May 1999 the base records 5 areas.")
      t.lacks(doc:text(), "Counter-terrorism")
    end,
  },
  {
    name = "exercises of a request", as_of = "2026-09-30", data = { exercises = { { name = "Sea Breeze", year = 2024 }, { name = "Sea Breeze", year = 2025 } } },
    check = function(doc, t)
      t.ok(doc:find("chart", { id = "fig-exercises" }))
    end,
  },
  { name = "exercises that say no year", as_of = "2026-09-30", data = { exercises = { { name = "Sea Breeze" } } }, fails = "needs 'year'" },
  {
    name = "2026", as_of = "2026-09-30", warnings = {},
    check = function(doc, t)
      t.equal(#doc:rows(doc:find("table", { id = "tbl-areas" })), 18)
      t.ok(doc:find("timeline", { id = "fig-areas" }), "fig-areas")
      t.ok(doc:find("matrix", { id = "tbl-area-matrix" }), "tbl-area-matrix")
    end,
  },
  {
    name = "in French", as_of = "2026-09-30", language = "fr", warnings = {},
    check = function(doc, t)
      t.contains(doc:text(), "la base connaît 17 domaines")
    end,
  },
}
