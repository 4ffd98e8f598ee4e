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
    name = "a table is no text", as_of = "2026-01-01", params = { file = "x.csv" }, files = { ["x.csv"] = "A,B\n" }, fails = "x.csv",
  },
}
