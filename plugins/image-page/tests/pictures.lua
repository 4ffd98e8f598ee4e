--- A picture on its page; what it shows must be said.
local files = { ["dot.svg"] = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"40\" height=\"20\"><rect width=\"40\" height=\"20\" fill=\"#336\"/></svg>" }
return {
  {
    name = "with a title", as_of = "2026-01-01", files = files, warnings = {},
    params = { file = "dot.svg", alt = "A blue box", title = "The box", caption = "A box" },
    check = function(doc, t)
      t.equal(#doc:all("picture"), 1)
    end,
  },
  { name = "without words", as_of = "2026-01-01", files = files, params = { file = "dot.svg" }, fails = "alt" },
}
