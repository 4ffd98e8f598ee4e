--- Who takes part in which framework.
return {
  {
    name = "1992", as_of = "1992-06-01", warnings = {},
    check = function(doc, t)
      t.lacks(doc:text(), "Partnership for Peace")
      t.contains(doc:text(), "NACC")
    end,
  },
  {
    name = "2019", as_of = "2019-06-01", warnings = {},
    check = function(doc, t)
      t.equal(#doc:rows(doc:find("table", { id = "tbl-frameworks" })), 15)
      t.equal(#doc:rows(doc:find("table", { id = "tbl-memberships" })), 42)
      t.equal(#doc:rows(doc:find("table", { id = "tbl-allies" })), 14)
      t.equal(#doc:rows(doc:find("table", { id = "tbl-programmes" })), 21)
      t.ok(doc:find("gantt", { id = "fig-frameworks" }), "fig-frameworks")
      t.ok(doc:find("gantt", { id = "fig-programmes" }), "fig-programmes")
      t.ok(doc:find("matrix", { id = "tbl-matrix" }), "tbl-matrix")
      t.ok(doc:find("matrix", { id = "tbl-programme-matrix" }), "tbl-programme-matrix")
    end,
  },
  {
    name = "2026", as_of = "2026-09-30", warnings = {},
    check = function(doc, t)
      t.equal(#doc:rows(doc:find("table", { id = "tbl-memberships" })), 39)
      t.equal(#doc:rows(doc:find("table", { id = "tbl-allies" })), 17)
    end,
  },
  {
    name = "Ukraine in 1999", as_of = "1999-05-01", warnings = {},
    params = { countries = { "UKR" } },
    check = function(doc, t)
      t.contains(doc:text(), "NUC 9 Jul 1997")
      t.lacks(doc:text(), "Georgia")
    end,
  },
  {
    name = "in French", as_of = "2026-09-30", language = "fr", warnings = {},
    check = function(doc, t)
      t.contains(doc:text(), "Géorgie")
    end,
  },
}
