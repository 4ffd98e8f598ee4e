--- Each kind of block is there, in English, French and Arabic.
return {
  {
    name = "English", as_of = "2026-09-30", warnings = {},
    check = function(doc, t)
      t.equal(#doc:all("list"), 12)
      t.equal(#doc:all("callout"), 4)
      t.equal(#doc:all("facts"), 3)
      t.equal(#doc:all("quote"), 1)
    end,
  },
  {
    name = "French", as_of = "2026-09-30", language = "fr", warnings = {},
    check = function(doc, t)
      t.equal(#doc:all("list"), 12)
      t.equal(#doc:all("callout"), 4)
      t.equal(#doc:all("facts"), 3)
      t.equal(#doc:all("quote"), 1)
    end,
  },
  {
    name = "Arabic", as_of = "2026-09-30", language = "ar", warnings = {},
    check = function(doc, t)
      t.equal(#doc:all("list"), 12)
      t.equal(#doc:all("callout"), 4)
      t.equal(#doc:all("facts"), 3)
      t.equal(#doc:all("quote"), 1)
    end,
  },
}
