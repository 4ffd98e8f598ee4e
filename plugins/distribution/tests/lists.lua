--- For action, for information, from a file, and nobody.
return {
  {
    name = "two groups", as_of = "2026-01-01", params = { action = { "A. Desk" }, info = { "B. Board" } }, warnings = {},
    check = function(doc, t)
      t.equal(doc:text():find("For action.*A%. Desk.*For information.*B%. Board") ~= nil, true)
    end,
  },
  {
    name = "a file", as_of = "2026-01-01", params = { file = "x.csv" }, files = { ["x.csv"] = "Name,Copies\nDesk,2\n" }, warnings = {},
    check = function(doc, t)
      t.equal(#doc:rows(doc:find("table")), 2)
    end,
  },
  { name = "nobody", as_of = "2026-01-01", warnings = { "nobody is on the distribution list" } },
}
