--- A file of words, and one that is none.
return {
  {
    name = "headings and lists", as_of = "2026-01-01", params = { file = "note.md" }, warnings = {},
    files = { ["note.md"] = "# A note\n\nIt is **said**.\n\n- one\n- two\n" },
    check = function(doc, t)
      t.equal(#doc:all("heading"), 1)
      t.contains(doc:text(), "It is said.")
    end,
  },
  {
    name = "marks that nothing closes are printed, and told where they stand", as_of = "2026-01-01", params = { file = "note.md" },
    files = { ["note.md"] = "# A note\n\nIt is **said.\n" }, warnings = { "'**' opens or closes nothing" },
    check = function(doc, t)
      t.contains(doc:text(), "It is **said.")
      t.equal(doc.warnings[1].file, "note.md")
      t.equal(doc.warnings[1].line, 3)
    end,
  },
  {
    name = "so they are in what a parameter says", as_of = "2026-01-01", params = { file = "note.md", title = "2 ** 8, or [@home" },
    files = { ["note.md"] = "Words.\n" }, warnings = { "'**' opens or closes nothing" },
    check = function(doc, t) t.contains(doc:text(), "2 ** 8, or [@home") end,
  },
  {
    name = "what cannot be printed is a mistake", as_of = "2026-01-01", params = { file = "note.md" },
    files = { ["note.md"] = "Words.\n\nIt is <b>said</b>.\n" }, fails = "the text holds HTML",
  },
  {
    name = "a source that is not there is one", as_of = "2026-01-01", params = { file = "note.md" },
    files = { ["note.md"] = "Words.\n\nIt is said [@nobody].\n" }, fails = "no data plugin knows the source 'nobody'",
  },
  {
    name = "a table is no text", as_of = "2026-01-01", params = { file = "x.csv" }, files = { ["x.csv"] = "A,B\n" }, fails = "x.csv",
  },
}
