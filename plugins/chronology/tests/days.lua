--- Events up to the day, of all or of some countries and kinds.
return {
  {
    name = "2019", as_of = "2019-06-01", warnings = {},
    check = function(doc, t)
      t.equal(#doc:all("chronology"), 6)
      t.equal(#doc:find("chronology", { id = "chronology-1990" })["in"], 40)
      t.lacks(doc:text(), "2020")
    end,
  },
  {
    name = "since the summit of 2018", as_of = "2019-06-01", warnings = {},
    params = { since = "2018-07-12" },
    check = function(doc, t)
      t.equal(#doc:all("chronology"), 1)
      t.lacks(doc:text(), "2017")
    end,
  },
  {
    name = "of Malta", as_of = "2026-09-30", warnings = {},
    params = { countries = { "MLT" } },
    check = function(doc, t)
      t.contains(doc:text(), "Malta")
      t.lacks(doc:text(), "Ankara Summit")
    end,
  },
  {
    name = "a kind that is none", as_of = "2019-06-01",
    params = { kinds = { "wars" } },
    fails = "is none of the values it takes",
  },
  {
    name = "in French", as_of = "2019-06-01", language = "fr", warnings = {},
    params = { countries = { "MLT" } },
    check = function(doc, t)
      t.contains(doc:text(), "Malte")
    end,
  },
}
