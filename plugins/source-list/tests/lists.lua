--- Without a source there is a heading all the same, and how the document was made.
return {
  {
    name = "colophon", as_of = "2026-01-01", language = "fr", params = { title = "Références" },
    check = function(doc, t)
      t.equal(#doc:all("heading"), 2)
      t.contains(doc:text(), "Références")
    end,
  },
}
