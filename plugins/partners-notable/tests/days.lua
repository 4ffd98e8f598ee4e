--- Who stands out by rule.
return {
  {
    name = "nobody in 1992", as_of = "1992-06-01", warnings = {},
    check = function(doc, t)
      t.contains(doc:text(), "no partner stands out on 1 June 1992")
      t.equal(#doc:all("table"), 0)
    end,
  },
  {
    name = "2008", as_of = "2008-09-01", warnings = {},
    check = function(doc, t)
      t.contains(doc:text(), "1,300 personnel in KFOR (June 1999)")
      t.lacks(doc:text(), "Enhanced Opportunities")
    end,
  },
  {
    name = "2019", as_of = "2019-06-01", warnings = {},
    check = function(doc, t)
      t.equal(#doc:rows(doc:find("table", { id = "tbl-notable" })), 7)
      t.contains(doc:text(), "Sweden")
    end,
  },
  {
    name = "2026", as_of = "2026-11-01", warnings = {},
    check = function(doc, t)
      t.equal(#doc:rows(doc:find("table", { id = "tbl-notable" })), 6)
      t.lacks(doc:text(), "Sweden")
      t.lacks(doc:text(), "Russia")
    end,
  },
  {
    name = "in French", as_of = "2026-11-01", language = "fr", warnings = {},
    check = function(doc, t)
      t.contains(doc:text(), "effectif de 1 550 (FIAS, novembre 2010)")
    end,
  },
}
