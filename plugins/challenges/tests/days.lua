--- Challenges count once there is dated evidence of them.
return {
  {
    name = "none in 1992", as_of = "1992-06-01", warnings = {},
    check = function(doc, t)
      t.contains(doc:text(), "no dated evidence of a challenge")
      t.equal(#doc:all("table"), 0)
    end,
  },
  {
    name = "2019", as_of = "2019-06-01", warnings = {},
    check = function(doc, t)
      t.contains(doc:text(), "9 challenges, with 17 pieces of evidence")
      t.equal(#doc:rows(doc:find("table", { id = "tbl-challenges" })), 15)
      t.equal(#doc:rows(doc:find("table", { id = "tbl-suspensions" })), 4)
      t.lacks(doc:text(), "Belarus")
    end,
  },
  {
    name = "2026", as_of = "2026-09-30", warnings = {},
    check = function(doc, t)
      t.contains(doc:text(), "12 challenges, with 33 pieces of evidence")
      t.equal(#doc:rows(doc:find("table", { id = "tbl-suspensions" })), 7)
      t.contains(doc:text(), "Belarus")
    end,
  },
}
