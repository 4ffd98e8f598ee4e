--- Each kind of block is there, in English, French and Arabic.
return {
  {
    name = "English", as_of = "2026-09-30", warnings = {},
    params = { eastern = false },
    check = function(doc, t)
      t.equal(#doc:all("table"), 1)
      t.equal(#doc:all("heading"), 9)
    end,
  },
  {
    name = "French", as_of = "2026-09-30", language = "fr", warnings = {},
    params = { eastern = false },
    check = function(doc, t)
      t.equal(#doc:all("table"), 1)
      t.equal(#doc:all("heading"), 9)
    end,
  },
  {
    name = "Arabic", as_of = "2026-09-30", language = "ar", warnings = {},
    params = { eastern = false },
    check = function(doc, t)
      t.equal(#doc:all("table"), 1)
      t.equal(#doc:all("heading"), 9)
    end,
  },
}
