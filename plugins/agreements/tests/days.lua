--- Treaties and what was agreed with one partner, on several days.
return {
  {
    name = "2019", as_of = "2019-06-01", warnings = {},
    check = function(doc, t)
      t.equal(#doc:rows(doc:find("table", { id = "tbl-sofa" })), 22)
      t.equal(#doc:rows(doc:find("table", { id = "tbl-agreed" })), 43)
      t.equal(#doc:rows(doc:find("table", { id = "tbl-founding" })), 13)
      t.ok(doc:find("chart", { id = "fig-sofa" }), "fig-sofa")
      t.lacks(doc:text(), "2020")
    end,
  },
  {
    name = "2026", as_of = "2026-09-30", warnings = {},
    check = function(doc, t)
      t.equal(#doc:rows(doc:find("table", { id = "tbl-sofa" })), 19)
      t.equal(#doc:rows(doc:find("table", { id = "tbl-agreed" })), 45)
    end,
  },
  {
    name = "Georgia alone, in French", as_of = "2026-09-30", language = "fr", warnings = {},
    params = { countries = { "GEO" } },
    check = function(doc, t)
      t.contains(doc:text(), "Géorgie")
      t.lacks(doc:text(), "Azerbaïdjan")
    end,
  },
}
