--- Countries side by side.
return {
  {
    name = "two", as_of = "2026-09-30", warnings = {},
    params = { countries = { "GEO", "MDA" } },
    check = function(doc, t)
      t.contains(doc:text(), "Georgia")
      t.contains(doc:text(), "Moldova")
      t.lacks(doc:text(), "Ukraine joins")
    end,
  },
  {
    name = "in French", as_of = "2019-06-01", language = "fr", warnings = {},
    params = { countries = { "GEO", "UKR" } },
    check = function(doc, t)
      t.contains(doc:text(), "Géorgie")
    end,
  },
  {
    name = "without countries", as_of = "2026-09-30",
    fails = "needs the parameter 'countries'",
  },
}
