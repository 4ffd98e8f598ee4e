--- Of its own the Black Sea has the sums given and pledged to Ukraine, where there are any by the day.

return function(ctx, doc, region)
  local facts, rows = ctx.facts, {}
  for _, s in ipairs(#facts:among({ "UKR" }, region.codes) > 0 and facts:support("UKR") or {}) do
    local sum = facts:sum(s.amount, s.currency)
    -- The latest first: pledges of the Allies together stand above what one country gave.
    table.insert(rows, 1, {
      s.by and text.escape(facts:name(s.by)) or ctx.label("support.allies"),
      s.at_least and ctx.label("support.at-least", { sum = sum }) or sum,
      ctx.label(s.year and "support.pledge" or "support.given", { year = s.year }),
      facts:date(s.date), facts:sources_of({ s }),
    })
  end
  if #rows == 0 then
    return
  end
  doc:table {
    id = "tbl-support-ukraine", caption = ctx.label("support.title", { date = facts:date(ctx.as_of) }),
    columns = {
      { title = ctx.label("column.giver"), header = true, width = "auto" },
      { title = ctx.label("column.sum"), width = "1*" },
      { title = ctx.label("column.purpose"), width = "1*" },
      { title = ctx.label("column.date"), width = "auto" },
      { title = ctx.label("column.source"), width = "auto" },
    },
    rows = rows,
  }
end
