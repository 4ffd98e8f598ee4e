--- One page: the numbers of the day, a small map, the latest events, and their sources in short.

local LATEST = 4
local MAP_HEIGHT, ROW_HEIGHT = 156, 42  -- points: of the map below the most rows of figures, and what a row less gives it
local MOST_ROWS = 3

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
  local figures = ctx.drawings:figures { id = "facts-key", brief = true }
  local rows = -(-#figures // figures.columns)
  doc:facts(figures)
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
  uses = { "drawings", "facts", "maps" },
  build = build,
}
