--- One page: the numbers of the day, a small map, the latest events, and their sources in short.

local LATEST = 4
local MAP_HEIGHT, ROW_HEIGHT = 156, 42  -- points: of the map below the most rows of figures, and what a row less gives it
local MOST_ROWS = 3
local PROGRAMMES = { { type = "EOP", key = "eop" }, { type = "ITPP", key = "itpp" } }

local function label_of(ctx, name, inactive)
  return inactive > 0 and ctx.label("inactive", { label = name, n = inactive }) or name
end

-- The strip of figures; how many rows it takes.
local function numbers(ctx, doc)
  local facts = ctx.facts
  local counts = facts:counts()
  local items = {
    id = "facts-key",
    { ctx.label("members"), counts.members },
    { label_of(ctx, ctx.label("partners"), counts.suspended), counts.partners },
  }
  for _, key in ipairs(facts:counted()) do
    local framework = facts:framework(key)
    local n, inactive = facts:count(key)
    if framework and framework.in_force and n > 0 then
      items[#items + 1] = { label_of(ctx, text.escape(framework.name) .. facts:cite_best(framework), inactive), n }
    end
  end
  for _, programme in ipairs(PROGRAMMES) do
    local framework = facts:framework(programme.key)
    local n, is_unsure = facts:holders(programme.type)
    if framework and n > 0 then
      items[#items + 1] = { ctx.label(programme.key) .. facts:cite_best(framework) .. facts:dagger(is_unsure), n }
    end
  end
  -- Three or four in a row, whichever leaves fewer gaps in the last.
  items.columns = -#items % 4 < -#items % 3 and 4 or 3
  doc:facts(items)
  return -(-#items // items.columns)
end

local function latest(ctx, doc)
  local facts, events = ctx.facts, {}
  local list = facts:events(nil, { last = LATEST })
  for i = #list, 1, -1 do
    events[#events + 1] = {
      at = list[i].date, text = ctx.label("event", { title = facts:said(list[i].title), cite = facts:cite_best(list[i]) }),
    }
  end
  doc:heading(ctx.label("latest"))
  doc:chronology { id = "latest", events = events }
end

-- The marks that stand on the page, and how new the base is.
local function legend(ctx)
  local tally, sentences = ctx.facts:tally(), {}
  for _, mark in ipairs({ "unverified", "later" }) do
    if tally[mark] > 0 then
      sentences[#sentences + 1] = ctx.label("mark." .. mark)
    end
  end
  sentences[#sentences + 1] = ctx.label("base", { cut_off = ctx.facts:date(ctx.facts:base().cut_off) })
  return table.concat(sentences, " ")
end

local function build(ctx, doc)
  local rows = numbers(ctx, doc)
  doc:map(ctx.maps:status {
    area = "world", id = "map-key", labels = "none", height = MAP_HEIGHT + (MOST_ROWS - rows) * ROW_HEIGHT,
  })
  latest(ctx, doc)
  doc:heading(ctx.label("sources"))
  doc:text(legend(ctx))
  if ctx.facts:tally().cited > 0 then
    doc:sources { short = true }
  end
end

return {
  name = "key-facts", version = "1.0.0", api = 1,
  summary = "The day on one page: numbers, map, latest events",
  uses = { "facts", "maps" },
  build = build,
}
