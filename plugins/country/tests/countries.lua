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
    name = "an end known by its year, and what happened last", as_of = "2026-09-30", warnings = {},
    params = { countries = { "MDA" } },
    check = function(doc, t)
      t.contains(doc:find("table", { id = "tbl-programmes-MDA" }), "end of 2024")
      t.lacks(doc:text(), "1 January 2025")
      t.contains(doc:find("callout"), "Last on record, ")
    end,
  },
  {
    name = "three counts are in the table", as_of = "2026-11-01", params = { countries = { "GE" } }, warnings = {},
    check = function(doc, t)
      t.equal(#doc:all("chart"), 0)
      t.contains(doc:text(), "It takes part in 3 frameworks and has 8 programmes for which no end is on record.")
    end,
  },
  {
    name = "one count above all others is no chart", as_of = "2019-06-01", warnings = {},
    params = { countries = { "SWE", "AUT" } },
    check = function(doc, t)
      t.equal(doc:find("chart", { id = "fig-strength-SWE" }), nil)
      t.ok(doc:find("table", { id = "tbl-operations-SWE" }), "tbl-operations-SWE")
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
