--- Sheets as ctx.read_csv gives them: order, kinds of columns, and what is not there.
local sheet = {
  columns = { "Name", "N", "Day" },
  rows = { { "b", "10", "2026-01-02" }, { "a", "9", "" }, { "c", "", "2026-01-01" }, { "d", "10", "2026-01-03" } },
}

local function names(rows)
  local list = {}
  for i, row in ipairs(rows) do
    list[i] = row[1]
  end
  return table.concat(list, " ")
end

return {
  {
    name = "order", as_of = "2026-01-01",
    check = function(ctx, t)
      t.equal(names(ctx.csv:sorted(sheet, "x.csv")), "b a c d")
      t.equal(names(ctx.csv:sorted(sheet, "x.csv", "N")), "a b d c")
      t.equal(names(ctx.csv:sorted(sheet, "x.csv", "-N")), "b d a c")
      t.equal(names(ctx.csv:sorted(sheet, "x.csv", "-Name")), "d c b a")
    end,
  },
  {
    name = "kinds of columns", as_of = "2026-01-01",
    check = function(ctx, t)
      local columns = ctx.csv:columns(sheet, "x.csv", { "Day", "N" })
      t.equal(columns[1].index, 3)
      t.equal(columns[1].is_day, true)
      t.equal(columns[1].is_numeric, false)
      t.equal(columns[2].is_numeric, true)
      t.equal(columns[2].is_whole, true)
      t.equal(#ctx.csv:columns(sheet, "x.csv", {}), 3)
    end,
  },
  {
    name = "what is not there", as_of = "2026-01-01",
    check = function(ctx, t)
      local ok, message = pcall(function() return ctx.csv:index(sheet, "x.csv", "Nmae") end)
      t.equal(ok, false)
      t.contains(tostring(message), "x.csv has no column \"Nmae\"; there is Name, N, Day")
    end,
  },
}
