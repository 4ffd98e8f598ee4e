--- Mechanisms, operations, troops and crises.
return {
  {
    name = "nothing in 1992", as_of = "1992-06-01", warnings = {},
    check = function(doc, t)
      t.contains(doc:text(), "No operation on record had begun by 1 June 1992.")
      t.lacks(doc:text(), "Partnership for Peace")
    end,
  },
  {
    name = "2019", as_of = "2019-06-01", warnings = {},
    check = function(doc, t)
      t.equal(#doc:rows(doc:find("table", { id = "tbl-operations" })), 22)
      t.ok(doc:find("map", { id = "map-theatres" }), "map-theatres")
      t.ok(doc:find("chart", { id = "fig-strengths" }), "fig-strengths")
      t.lacks(doc:text(), "Belarus")
    end,
  },
  {
    name = "Malta gave no troops", as_of = "2026-09-30", warnings = {},
    params = { countries = { "MLT" } },
    check = function(doc, t)
      t.contains(doc:text(), "None of the countries selected had contributed to an operation")
    end,
  },
  {
    name = "in French", as_of = "2019-06-01", language = "fr", warnings = {},
    check = function(doc, t)
      t.contains(doc:text(), "Mission Resolute Support (RSM)")
    end,
  },
}
