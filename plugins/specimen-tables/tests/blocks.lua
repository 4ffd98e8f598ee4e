--- Each kind of block is there, in English, French and Arabic.
return {
  {
    name = "English", as_of = "2026-09-30", warnings = { "its columns were set in 2 parts" },
    check = function(doc, t)
      t.equal(#doc:all("table"), 8)
    end,
  },
  {
    name = "French", as_of = "2026-09-30", language = "fr", warnings = { "its columns were set in 2 parts" },
    check = function(doc, t)
      t.equal(#doc:all("table"), 8)
    end,
  },
  {
    name = "Arabic", as_of = "2026-09-30", language = "ar", warnings = { "its columns were set in 2 parts" },
    check = function(doc, t)
      t.equal(#doc:all("table"), 8)
    end,
  },
}
