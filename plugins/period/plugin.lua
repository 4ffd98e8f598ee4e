--- What happened in the period that an edition covers: who gained or lost what, and the events, or that nothing did.

-- How much is told of the time before, where the period itself is empty.
local LAST_BEFORE = 3

-- What a reader must not miss of the period is told first: so many events at most, those of these kinds before others.
local LEADS = 3
local WEIGHTY = {
  accession = true, application = true, crisis = true, ["framework-created"] = true, ["framework-change"] = true,
  invitation = true, ["joined-framework"] = true, reactivation = true, summit = true, suspension = true, withdrawal = true,
}

-- What the country was at the day, in a word that stays the same in every language: what the next edition compares itself with.
local function kinds_of(ctx)
  local kinds = {}
  for _, code in ipairs(ctx.facts:countries()) do
    kinds[code] = ctx.facts:status(code).kind
  end
  return kinds
end

-- Countries that the base says something else of than it did in the edition before, though nothing happened to them since, nor is told in
-- the lists that follow.
local function corrections(ctx, kinds, before, ...)
  local list, touched = {}, before and ctx.facts:touched(ctx.edition.previous.as_of) or {}
  for _, told in ipairs { ... } do
    for _, one in ipairs(told) do
      for _, code in ipairs(one.codes) do
        touched[code] = true
      end
    end
  end
  for code, kind in pairs(before and before.kinds or {}) do
    if kinds[code] ~= nil and kinds[code] ~= kind and not touched[code] then
      list[#list + 1] = { code = code, before = kind, after = kinds[code] }
    end
  end
  return text.sort(list, function(c) return ctx.facts:name(c.code) end)
end

local function collect(ctx)
  local facts = ctx.facts
  local since, last = facts:covered(ctx.params.since, { days = -ctx.params.days })
  local previous = ctx.edition and ctx.edition.previous
  local before = previous and previous.findings and previous.findings[ctx.section.id]
  local standings, countries = facts:standings(since, last)
  local found = {
    section = ctx.section.id, since = since, from = date.add(since, { days = 1 }), last = last,
    standings = standings, others = facts:other_changes(since, last), events = facts:events(last, { since = since }),
    late = facts:learned(before and before.memory, since), retracted = facts:retracted(before and before.memory),
    restated = facts:restated(before and before.memory), memory = facts:memory(last),
  }
  local counted = {
    countries = countries, others = #found.others, events = #found.events, from = facts:date(found.from), to = facts:date(last),
  }
  found.summary = ctx.label("summary", counted)
  found.kinds = kinds_of(ctx)
  found.corrections = corrections(ctx, found.kinds, before, found.late, found.retracted)
  found.material = #standings + #found.others + #found.events + #found.late + #found.retracted + #found.restated + #found.corrections > 0
  return found
end

-- "The week", "The month" or "The period", by its length in days: from the third working day of a month to that of the next one are 25 to 37.
local function heading(ctx)
  local days = date.days_between(ctx.found.since, ctx.found.last)
  return ctx.label(days <= 8 and "heading.week" or days >= 25 and days <= 37 and "heading.month" or "heading.period")
end

-- In full, with the short form that stands on other pages.
local function named(ctx, g)
  local full = ctx.facts:framework_name(g.of)
  local is_short = g.standing == ctx.facts:framework_name(g.of, true) and g.standing ~= full
  return text.escape(is_short and ("%s (%s)"):format(full, g.standing) or g.standing)
end

-- The earliest first; of one day, standings before the rest.
local function change_rows(ctx)
  local facts, list, rows = ctx.facts, {}, {}
  for _, g in ipairs(ctx.found.standings) do
    list[#list + 1] = { at = g.date, n = #list, cells = {
      id = table.concat({ "period", g.date, g.of, g.verb }, "-"),
      facts:when(g.date, g.qualifier), named(ctx, g), ctx.label("change." .. g.verb),
      g.verb == "ended" and #g.names > 1 and ctx.label("all-partners", { n = #g.names }) or text.escape(text.list(text.sort(g.names))),
      facts:cite(table.unpack(g.records)),
    } }
  end
  for _, c in ipairs(ctx.found.others) do
    list[#list + 1] = { at = c.date, n = #list, cells = {
      id = table.concat({ "period", c.date, c.subject, c.of or "x", c.after }, "-"),
      facts:when(c.date, c.qualifier), c.what, c.words, c.country and text.escape(c.country) or "–", facts:cite(c.record),
    } }
  end
  table.sort(list, function(a, b)
    if a.at ~= b.at then
      return a.at < b.at
    end
    return a.n < b.n
  end)
  for i, one in ipairs(list) do
    rows[i] = one.cells
  end
  return rows
end

local function changes(ctx, doc)
  local rows = change_rows(ctx)
  if #rows == 0 then
    doc:text(ctx.label("changes.none"))
    return
  end
  doc:table {
    id = "tbl-period", caption = ctx.label("caption.changes"),
    columns = {
      { title = ctx.label("column.date"), width = "auto" },
      { title = ctx.label("column.what"), header = true, width = "2*" },
      { title = ctx.label("column.change"), width = "auto" },
      { title = ctx.label("column.countries"), width = "2*" },
      { title = ctx.label("column.source"), width = "auto" },
    },
    rows = rows,
  }
end

-- Which edition the period follows, and what the base says otherwise than that one did.
local function compared(ctx, doc)
  local edition, items = ctx.edition, {}
  if edition and edition.previous then
    doc:text(ctx.label("follows", { n = edition.previous.number, day = ctx.facts:date(edition.previous.as_of) }))
  end
  for i, c in ipairs(ctx.found.corrections) do
    items[i] = ctx.label("correction", {
      name = ctx.facts:name(c.code), before = ctx.label("kind." .. c.before), after = ctx.label("kind." .. c.after),
    })
  end
  if #items > 0 then
    doc:runin(ctx.label("heading.corrections"), ctx.label("corrections", { list = text.list(items) }))
  end
end

local function event_of(ctx, event)
  local facts = ctx.facts
  return {
    at = event.date, id = event.id and "period-" .. event.id,
    text = ctx.label("event", { title = facts:said(event.title), cite = facts:cite(event) }),
  }
end

-- Newest first.
local function chronology(ctx, doc, id, list)
  local events = {}
  for i = #list, 1, -1 do
    events[#events + 1] = event_of(ctx, list[i])
  end
  doc:chronology { id = id, events = events }
end

-- What the edition before could not tell, though it lies before this one's days.
local function late(ctx, doc)
  local list = {}
  for i, one in ipairs(ctx.found.late) do
    local cite = ctx.facts:cite(table.unpack(one.records))
    list[i] = { at = one.at, id = "late-" .. one.key, text = ctx.label("event", { title = one.words, cite = cite }) }
  end
  if #list > 0 then
    doc:heading(ctx.label("heading.late", { n = ctx.edition.previous.number }), { level = 2, id = "period-late" })
    doc:text(ctx.label("late", { n = #list }))
    doc:chronology { id = "chronology-late", events = list }
  end
end

-- What the base tells otherwise than it did then.
local function restated(ctx, doc)
  local list = {}
  for i, one in ipairs(ctx.found.restated) do
    local cite = ctx.facts:cite(table.unpack(one.records))
    local key = one.before == one.words and "restated.elsewhere" or "restated"
    list[i] = { at = one.at, id = "restated-" .. one.key, text = ctx.label(key, { words = one.words, cite = cite, before = one.before }) }
  end
  if #list > 0 then
    doc:heading(ctx.label("heading.restated", { n = ctx.edition.previous.number }), { level = 2, id = "period-restated" })
    doc:chronology { id = "chronology-restated", events = list }
  end
end

-- What that edition, or one before it, told, and the base holds no longer.
local function retracted(ctx, doc)
  local list = {}
  for i, one in ipairs(ctx.found.retracted) do
    list[i] = { at = one.at, id = "retracted-" .. one.key, text = ctx.label("event", { title = one.words, cite = "" }) }
  end
  if #list > 0 then
    doc:heading(ctx.label("heading.retracted"), { level = 2, id = "period-retracted" })
    doc:text(ctx.label("retracted", { n = #list, number = ctx.edition.previous.number }))
    doc:chronology { id = "chronology-retracted", events = list }
  end
end

local function events(ctx, doc)
  local facts = ctx.facts
  doc:heading(ctx.label("heading.events"), { level = 2, id = "period-events" })
  if #ctx.found.events > 0 then
    chronology(ctx, doc, "chronology-period", ctx.found.events)
    return
  end
  local before = facts:events(ctx.found.since, { last = LAST_BEFORE })
  local last = before[#before]
  doc:text(ctx.label("events.none", { on = last and facts:on(last.date) or "" }))
  if last then
    chronology(ctx, doc, "chronology-before", before)
  end
end

-- The events that lead, the latest first; of many, the weighty ones alone.
local function leads(ctx)
  local weighty, all = {}, {}
  for i = #ctx.found.events, 1, -1 do
    local event = ctx.found.events[i]
    all[#all + 1] = event
    weighty[#weighty + 1] = WEIGHTY[event.kind] and event or nil
  end
  local list = #weighty > 0 and weighty or all
  return table.move(list, 1, math.min(LEADS, #list), 1, {})
end

-- What happened, then what it comes to in numbers.
local function point(ctx)
  local facts, words = ctx.facts, {}
  local counts = facts:counts()
  for i, event in ipairs(leads(ctx)) do
    words[i] = ctx.label("lead", { date = facts:dated(event.date), title = facts:said(event.title), cite = facts:cite(event) })
  end
  words[#words + 1] = ctx.found.summary .. " " .. ctx.label("standing", { members = counts.members, partners = counts.partners })
  return table.concat(words, "\n\n")
end

local function build(ctx, doc)
  local facts = ctx.facts
  doc:heading(heading(ctx), { id = "period" })
  doc:callout {
    tone = "key", title = ctx.label("callout", { from = facts:date(ctx.found.from), to = facts:date(ctx.found.last) }),
    text = point(ctx),
  }
  changes(ctx, doc)
  compared(ctx, doc)
  events(ctx, doc)
  late(ctx, doc)
  restated(ctx, doc)
  retracted(ctx, doc)
end

return {
  name = "period", version = "1.0.0", api = 1,
  summary = "What happened in the period that an edition covers",
  params = {
    days = { type = "integer", default = 7, min = 1, max = 366, doc = "How many days back, where there is neither a run's period nor an edition before" },
    since = { type = "date", doc = "The day before the period; without it, the day of the edition before" },
  },
  uses = { "facts" },
  collect = collect,
  build = build,
}
