--- The numbers of the day, and how they came about.
return {
  {
    name = "1992", as_of = "1992-06-01", warnings = {},
    check = function(doc, t)
      t.contains(doc:text(), "The Alliance had 16 members at the end of 1990 and has as many on 1 June 1992.")
      t.lacks(doc:text(), "Partnership for Peace")
    end,
  },
  {
    name = "2019", as_of = "2019-06-01", warnings = {},
    check = function(doc, t)
      t.contains(doc:text(), "the Alliance has 29 members. Beside them 41 countries")
      t.ok(doc:find("map", { id = "map-status" }), "map-status")
      t.ok(doc:find("chart", { id = "fig-members-partners" }), "fig-members-partners")
    end,
  },
  {
    name = "since 2016", as_of = "2019-06-01", warnings = {},
    params = { since = "2016-06-01" },
    check = function(doc, t)
      t.contains(doc:text(), "Montenegro")
    end,
  },
  {
    name = "in French", as_of = "2026-11-01", language = "fr", warnings = {},
    check = function(doc, t)
      t.contains(doc:text(), "l’Alliance compte 32 membres. Par ailleurs, 38 pays participent")
      t.lacks(doc:text(), "Allies")
    end,
  },
}
