--- The numbers of the day as a strip of figures: Allies, partners, the frameworks in force, holders of two programmes.

local PROGRAMMES = { { type = "EOP", key = "eop" }, { type = "ITPP", key = "itpp" } }

-- A figure and what it counts; where some of them are not active, how many.
local function figure(ctx, label, n, inactive)
  return { inactive > 0 and ctx.label("figure.inactive", { label = label, n = inactive }) or label, n }
end

return function(ctx, options)
  local facts, counts = ctx.facts, ctx.facts:counts()
  local items = {
    id = options.id, title = options.title,
    figure(ctx, ctx.label("figure.members"), counts.members, 0),
    figure(ctx, ctx.label("figure.partners"), counts.partners, counts.suspended),
  }
  for _, key in ipairs(facts:counted()) do
    local framework = facts:framework(key)
    local n, inactive = facts:count(key)
    if framework and framework.in_force and n > 0 then
      items[#items + 1] = figure(ctx, text.escape(framework.name) .. facts:cite_best(framework), n, inactive)
    end
  end
  for _, programme in ipairs(PROGRAMMES) do
    local framework = facts:framework(programme.key)
    local n, is_unsure = facts:holders(programme.type)
    if framework and n > 0 then
      local label = ctx.label((options.brief and "figure.brief." or "figure.") .. programme.key)
      items[#items + 1] = { label .. facts:cite_best(framework) .. facts:dagger(is_unsure), n }
    end
  end
  -- Three or four in a row, whichever leaves fewer gaps in the last.
  items.columns = -#items % 4 < -#items % 3 and 4 or 3
  return items
end
