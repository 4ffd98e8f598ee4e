--- Each kind of block is there, in English, French and Arabic.
return {
  {
    name = "English", as_of = "2026-09-30", warnings = {},
    check = function(doc, t)
      t.equal(#doc:all("columns"), 2)
      t.equal(#doc:all("balance"), 2)
      t.equal(#doc:all("chart"), 2)
      t.equal(#doc:all("table"), 2)
    end,
  },
  {
    name = "French", as_of = "2026-09-30", language = "fr", warnings = {},
    check = function(doc, t)
      t.equal(#doc:all("columns"), 2)
      t.equal(#doc:all("balance"), 2)
      t.equal(#doc:all("chart"), 2)
      t.equal(#doc:all("table"), 2)
    end,
  },
  {
    name = "Arabic", as_of = "2026-09-30", language = "ar", warnings = {},
    check = function(doc, t)
      t.equal(#doc:all("columns"), 2)
      t.equal(#doc:all("balance"), 2)
      t.equal(#doc:all("chart"), 2)
      t.equal(#doc:all("table"), 2)
    end,
  },
}
