--- Columns, order, sums, and a file that is not there.
local files = { ["ships.csv"] = "Country,Ships,Cost,Built\nPoland,3,1.5,2020-05-01\nGeorgia,12,,2019-01-31\nUkraine,3,0.25,\n" }

local function cells(doc, id)
  local rows = {}
  for i, row in ipairs(doc:rows(doc:find("table", { id = id }))) do
    rows[i] = table.concat(row, " | ")
  end
  return rows
end

return {
  {
    name = "all columns", as_of = "2026-01-01", params = { file = "ships.csv", title = "Ships" }, files = files, warnings = {},
    check = function(doc, t)
      local rows = cells(doc)
      t.equal(#rows, 4)
      t.equal(rows[1], "Country | Ships | Cost | Built")
      t.equal(rows[2], "Poland | 3 | 1.5 | 1 May 2020")
      t.equal(rows[4], "Ukraine | 3 | 0.25 | ")
    end,
  },
  {
    name = "the largest first, with a sum of all", as_of = "2026-01-01", files = files,
    params = { file = "ships.csv", columns = { "Country", "Ships" }, sort = "-Ships", limit = 2, total = true },
    check = function(doc, t)
      local rows = cells(doc)
      t.equal(rows[2], "Georgia | 12")
      t.equal(rows[3], "Poland | 3")
      t.equal(rows[4], "Total | 18")
      t.contains(doc:text(), "The first 2 of 3 rows.")
    end,
  },
  {
    name = "a column that is not there", as_of = "2026-01-01", params = { file = "ships.csv", sort = "Shps" }, files = files,
    fails = "ships.csv has no column \"Shps\"; there is Country, Ships, Cost, Built",
  },
  {
    name = "a file that is not there", as_of = "2026-01-01", params = { file = "boats.csv" }, files = files, fails = "no file \"boats.csv\" came with the request",
  },
  {
    name = "no rows", as_of = "2026-01-01", params = { file = "x.csv" }, files = { ["x.csv"] = "A,B\n" }, warnings = { "x.csv has no rows" },
  },
}
