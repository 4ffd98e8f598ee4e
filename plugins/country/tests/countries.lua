--- A country on a day.
return {
  {
    name = "Sweden is a partner", as_of = "2019-06-01", warnings = {},
    params = { countries = { "SWE" } },
    check = function(doc, t)
      t.contains(doc:text(), "Partner: PfP since 9 May 1994")
      t.lacks(doc:text(), "Ally since")
    end,
  },
  {
    name = "Sweden is an Ally", as_of = "2024-06-01", warnings = {},
    params = { countries = { "SWE" } },
    check = function(doc, t)
      t.contains(doc:text(), "Ally since 7 March 2024")
    end,
  },
  {
    name = "Malta left and came back", as_of = "2008-04-03", warnings = {},
    params = { countries = { "MLT" } },
    check = function(doc, t)
      t.contains(doc:text(), "Partner: PfP since 3 April 2008")
    end,
  },
  {
    name = "Belarus is suspended", as_of = "2021-11-19", warnings = {},
    params = { countries = { "BLR" } },
    check = function(doc, t)
      t.contains(doc:text(), "Suspended since 19 November 2021")
      t.lacks(doc:text(), "Partner: PfP")
    end,
  },
  {
    name = "in French", as_of = "1999-05-01", language = "fr", warnings = {},
    params = { countries = { "MLT" } },
    check = function(doc, t)
      t.contains(doc:text(), "a quitté le PPP le 27 octobre 1996")
    end,
  },
  {
    name = "of no country", as_of = "2019-06-01",
    fails = "needs the parameter 'countries'",
  },
}
