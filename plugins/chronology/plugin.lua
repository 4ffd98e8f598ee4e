--- The events of the base up to the day, oldest first, by stretches of years.

local YEARS = 5  -- that a stretch has
local KINDS = {
  "accession", "agreement", "application", "contact", "contribution", "crisis", "dialogue", "disaster-relief", "exercise",
  "framework-change", "framework-created", "invitation", "joined-framework", "legal", "office", "operation-end",
  "operation-start", "programme", "reactivation", "statement", "summit", "suspension", "visit", "withdrawal",
}

-- What the eye should find first.
local KEY_KINDS = {
  accession = true, ["framework-created"] = true, suspension = true, ["operation-start"] = true, crisis = true,
}

local function collect(ctx)
  local params = ctx.params
  local events = ctx.facts:events(nil, {
    codes = ctx.facts:narrowed(params.countries), kinds = params.kinds, since = params.since,
  })
  local found = { section = ctx.section.id, events = events }
  if #events > 0 then
    found.summary = ctx.label("summary", {
      n = #events, first = ctx.facts:on(events[1].date), last = ctx.facts:on(events[#events].date),
    })
  end
  return found
end

-- The events in stretches of years, each { from =, to =, events = {…} }.
local function periods(ctx)
  local list, last = {}, date.year(ctx.as_of)
  for _, event in ipairs(ctx.found.events) do
    local from = date.year(event.date) // YEARS * YEARS
    local period = list[#list]
    if period == nil or period.from ~= from then
      period = { from = from, to = math.min(from + YEARS - 1, last), events = {} }
      list[#list + 1] = period
    end
    table.insert(period.events, event)
  end
  return list
end

local function period_title(ctx, period)
  local from, to = tostring(period.from), tostring(period.to)
  return from == to and from or ctx.label("period", { from = from, to = to })
end

local function intro(ctx)
  local params, facts = ctx.params, ctx.facts
  local parts = { ctx.label(ctx.facts:scoped("intro", ctx.params.countries), { date = facts:date(ctx.as_of) }) }
  if params.since then
    parts[#parts + 1] = ctx.label("intro.since", { since = facts:date(params.since) })
  end
  if params.kinds then
    local names = {}
    for i, kind in ipairs(params.kinds) do
      names[i] = ctx.label("kind." .. kind)
    end
    parts[#parts + 1] = ctx.label("intro.kinds", { kinds = text.list(names) })
  end
  for _, event in ipairs(ctx.found.events) do
    if KEY_KINDS[event.kind] then
      parts[#parts + 1] = ctx.label("intro.marks")
      break
    end
  end
  return table.concat(parts, " ")
end

local function build(ctx, doc)
  local facts = ctx.facts
  doc:heading(ctx.label("heading"))
  if #ctx.found.events == 0 then
    doc:text(ctx.label("none", { date = facts:date(ctx.as_of) }))
    return
  end
  doc:text(intro(ctx))
  for _, period in ipairs(periods(ctx)) do
    doc:heading(period_title(ctx, period), { level = 2 })
    local events = {}
    for i, event in ipairs(period.events) do
      events[i] = {
        at = event.date, id = event.id, key = KEY_KINDS[event.kind],
        text = ctx.label("event", { title = facts:said(event.title), cite = facts:cite(event) }),
      }
    end
    doc:chronology { events = events, id = "chronology-" .. period.from }
  end
end

return {
  name = "chronology", version = "1.0.0", api = 1,
  summary = "The events of the base up to the day",
  params = {
    countries = { type = "country[]", default = "all", doc = "Only events that name one of these countries" },
    kinds = { type = "enum[]", values = KINDS, doc = "Only events of these kinds; without it, all" },
    since = { type = "date", doc = "Only events after this day" },
  },
  uses = { "facts" },
  collect = collect,
  build = build,
}
