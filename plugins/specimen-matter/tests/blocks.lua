--- Each kind of block is there, in English, French and Arabic.
return {
  {
    name = "English", as_of = "2026-09-30", warnings = { "there is no table with a caption", "there is no figure with a caption" },
    check = function(doc, t)
      t.equal(#doc:all("index"), 1)
      t.equal(#doc:all("colophon"), 1)
      t.equal(#doc:all("note"), 1)
    end,
  },
  {
    name = "French", as_of = "2026-09-30", language = "fr", warnings = { "there is no table with a caption", "there is no figure with a caption" },
    check = function(doc, t)
      t.equal(#doc:all("index"), 1)
      t.equal(#doc:all("colophon"), 1)
      t.equal(#doc:all("note"), 1)
    end,
  },
  {
    name = "Arabic", as_of = "2026-09-30", language = "ar", warnings = { "there is no table with a caption", "there is no figure with a caption" },
    check = function(doc, t)
      t.equal(#doc:all("index"), 1)
      t.equal(#doc:all("colophon"), 1)
      t.equal(#doc:all("note"), 1)
    end,
  },
}
