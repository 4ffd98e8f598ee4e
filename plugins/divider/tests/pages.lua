--- A part's page stands alone.
return {
  {
    name = "between two texts", as_of = "2026-01-01", template = "plain", warnings = {},
    sections = { { "divider", title = "Part One", text = "What follows is older." }, { "divider", title = "Part Two", id = "two" } },
    check = function(doc, t)
      t.equal(#doc:all("heading"), 2)
      t.contains(doc:text(), "What follows is older.")
    end,
  },
}
