--- Terms of the report and of a file, in order.
return {
  {
    name = "in the order of the language", as_of = "2026-01-01", warnings = {},
    params = { terms = { "PfP: Partnership for Peace", "ally: a member" }, file = "x.csv" },
    files = { ["x.csv"] = "Term,Meaning\nICI,\"Istanbul Cooperation, 2004\"\n" },
    check = function(doc, t)
      t.equal(doc:text():find("ally.*ICI.*Istanbul Cooperation, 2004.*PfP") ~= nil, true)
    end,
  },
  { name = "no term", as_of = "2026-01-01", warnings = { "the glossary has no terms" } },
  { name = "not a term", as_of = "2026-01-01", params = { terms = { "PfP" } }, fails = "terms[1] is \"PfP\"" },
}
