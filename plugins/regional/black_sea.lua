--- Of its own the Black Sea has the sums given and pledged to Ukraine, where there are any by the day.

return function(ctx, doc, region)
  local facts = ctx.facts
  local sums = #facts:among({ "UKR" }, region.codes) > 0 and facts:support("UKR") or {}
  if #sums == 0 then
    return
  end
  local items = { id = "facts-support-ukraine", title = ctx.label("support.title"), columns = 2 }
  for i, s in ipairs(sums) do
    items[i] = {
      ctx.label(s.year and "support.pledge" or "support.given", {
        year = s.year, name = s.by and facts:name(s.by), on = facts:on(s.date), cite = facts:cite(s),
      }),
      (s.at_least and "≥ " or "") .. facts:sum(s.amount, s.currency),
    }
  end
  doc:facts(items)
end
