--- The day on one page.
return {
  {
    name = "on a day in 2019", as_of = "2019-06-01", warnings = {},
    check = function(doc, t)
      t.equal(#doc:all("map"), 1)
      t.equal(#doc:all("event"), 4, "the latest events")
      t.contains(doc:find("facts"), "29\nAllies")
      t.lacks(doc:text(), "2020", "what is later")
    end,
  },
  {
    name = "in French", as_of = "2019-06-01", language = "fr", warnings = {},
    check = function(doc, t)
      t.contains(doc:find("facts"), "29\nAlliés")
    end,
  },
}
