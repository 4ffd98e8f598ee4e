--- What becomes a series, what names it, and what cannot be drawn.
local files = { ["ships.csv"] = "Country,Ships,Port\nPoland,3,Gdynia\nGeorgia,12,Poti\nUkraine,,Odesa\n" }

return {
  {
    name = "numbers are drawn, words are not", as_of = "2026-01-01", params = { file = "ships.csv", alt = "Ships by country", caption = "Ships" },
    files = files, warnings = {}, snapshot = true,
  },
  {
    name = "words asked for", as_of = "2026-01-01", params = { file = "ships.csv", values = { "Port" } }, files = files,
    fails = "column \"Port\" cannot be drawn",
  },
  {
    name = "no numbers at all", as_of = "2026-01-01", params = { file = "x.csv" }, files = { ["x.csv"] = "A,B\na,b\n" },
    fails = "x.csv has no column of numbers to draw",
  },
}
