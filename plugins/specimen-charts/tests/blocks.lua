--- Each kind of block is there, in English, French and Arabic.
return {
  {
    name = "English", as_of = "2026-09-30", warnings = {},
    check = function(doc, t)
      t.equal(#doc:all("chart"), 19)
    end,
  },
  {
    name = "French", as_of = "2026-09-30", language = "fr", warnings = {},
    check = function(doc, t)
      t.equal(#doc:all("chart"), 19)
    end,
  },
  {
    name = "Arabic", as_of = "2026-09-30", language = "ar", warnings = {},
    check = function(doc, t)
      t.equal(#doc:all("chart"), 19)
    end,
  },
}
