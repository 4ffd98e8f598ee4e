--- What is judged of the time to come: drivers and scenarios, set off from fact, in words that are explained.

local judged = {}

local function drivers(ctx, doc, list)
  local facts, items = ctx.facts, {}
  for i, driver in ipairs(list) do
    items[i] = ctx.label("driver", {
      name = driver.name, least = driver.horizon[1], most = driver.horizon[2],
      summary = facts:said(driver.summary), indicators = facts:said(table.concat(driver.indicators, ctx.label("separator"))),
      cite = facts:cite(driver),
    })
  end
  ctx.judgement:write(doc, table.concat(items, "\n\n"), { title = ctx.label("drivers.title"), id = "judged-drivers" })
end

local function scenarios(ctx, doc, list)
  local facts, items = ctx.facts, {}
  for i, scenario in ipairs(list) do
    items[i] = ctx.label("scenario", {
      name = scenario.name, horizon = facts:date(scenario.horizon), summary = facts:said(scenario.summary),
      verdict = ctx.judgement:verdict(scenario.likelihood, scenario.confidence),
      basis = facts:statement(facts:said(scenario.basis), scenario),
    })
  end
  ctx.judgement:write(doc, table.concat(items, "\n\n"), { title = ctx.label("scenarios.title"), id = "judged-scenarios" })
end

--- The scenario held likeliest, for a summary; nil where there is none, or none alone.
function judged.likeliest(ctx)
  local best, most, tied
  for _, scenario in ipairs(ctx.facts:scenarios()) do
    local rank = ctx.judgement:rank(scenario.likelihood)
    if best == nil or rank > most then
      best, most, tied = scenario, rank, false
    elseif rank == most then
      tied = true
    end
  end
  if best == nil or tied then
    return nil
  end
  return ctx.label("scenario.likeliest", {
    name = best.name, horizon = ctx.facts:date(best.horizon), summary = ctx.facts:statement(ctx.facts:said(best.summary), best),
    verdict = ctx.judgement:verdict(best.likelihood, best.confidence),
  })
end

--- Has the base judgement that may be used on the day?
function judged.is_any(ctx)
  return #ctx.facts:drivers() + #ctx.facts:scenarios() > 0
end

function judged.write(ctx, doc)
  local forces, futures = ctx.facts:drivers(), ctx.facts:scenarios()
  if not judged.is_any(ctx) then
    return
  end
  doc:heading(ctx.label("heading.judged"), { level = 2, id = "judged-outlook" })
  ctx.judgement:scales(doc, ctx.facts:cite(ctx.facts:yardstick()))
  if #forces > 0 then
    drivers(ctx, doc, forces)
  end
  if #futures > 0 then
    scenarios(ctx, doc, futures)
  end
end

return judged
