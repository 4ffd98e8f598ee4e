--- Members and partners at a glance: the numbers of the day, how they came about, the world on the day, and who gained
--- or lost a standing of late.

local NONE = 0 / 0  -- what a chart takes for "no value"
local FIRST_YEAR = 1990

-- The colour of a partner on the map, by the framework that tells its status.
local ON_MAP = {
  nacc = "euro-atlantic", pfp = "euro-atlantic", eapc = "euro-atlantic", ["med-dialogue"] = "med-dialogue", ici = "ici",
  ["contact-countries"] = "global", ["global-partners"] = "global", ["enduring-partnership-afghanistan"] = "global",
}
-- All of them on every day, in an order that gives Allies and suspended partners the colours that they have on other maps.
local MAP_CATEGORIES = { "ally", "euro-atlantic", "suspended", "med-dialogue", "ici", "global" }

local function collect(ctx)
  local facts, since = ctx.facts, ctx.facts:earlier(ctx.params.since)
  local standings, countries = facts:standings(since)
  return {
    section = ctx.section.id, standings = standings, since = since, shows_numbers = true,
    summary = ctx.label("summary", { n = countries, since = facts:since(since) }),
  }
end

-- A framework has no point in the years before it began and after it ended.
local function drawn(values)
  for i, n in ipairs(values) do
    values[i] = n > 0 and n or NONE
  end
  return values
end

local function chart(ctx, doc)
  local facts = ctx.facts
  local days, years = facts:year_ends(FIRST_YEAR)
  local members = {}
  for i, day in ipairs(days) do
    members[i] = #facts:members(day)
  end
  local series = { { name = ctx.label("series.members"), values = members } }
  local last = { ctx.label("series.members") .. " " .. members[#members] }
  for _, key in ipairs(facts:counted()) do
    local framework = facts:framework(key)
    if framework then
      series[#series + 1] = { name = framework.short, values = drawn(facts:series(key, days)) }
      if framework.in_force then
        last[#last + 1] = framework.short .. " " .. facts:count(key)
      end
    end
  end
  doc:chart {
    kind = "line", id = "fig-members-partners", labels = years, series = series, min = 0,
    y_title = ctx.label("axis.countries"),
    alt = ctx.label("chart.alt", {
      from = years[1], to = years[#years], date = facts:date(ctx.as_of), values = table.concat(last, ", "),
    }),
    caption = ctx.label("caption.chart", { date = facts:date(ctx.as_of) }),
  }
end

local function map(ctx, doc)
  local facts, values, names, used = ctx.facts, {}, {}, {}
  local function mark(code, name, kind)
    values[code], names[code], used[kind] = kind, name, (used[kind] or 0) + 1
  end
  for _, ally in ipairs(facts:members()) do
    mark(ally.code, ally.name, "ally")
  end
  for _, status in ipairs(facts:partners()) do
    mark(status.code, status.name, status.kind == "suspended" and "suspended" or ON_MAP[status.record.framework])
  end
  local categories, words = {}, {}
  for i, kind in ipairs(MAP_CATEGORIES) do
    local title = ctx.label("map." .. kind)
    categories[i] = { key = kind, title = title }
    words[#words + 1] = used[kind] and ctx.label("map.count", { title = title, n = used[kind] }) or nil
  end
  doc:map {
    area = "world", id = "map-status", values = values, categories = categories, names = names, labels = "none",
    caption = ctx.label("caption.map", { date = facts:date(ctx.as_of) }),
    alt = ctx.label("map.alt", { date = facts:date(ctx.as_of), values = table.concat(words, ", ") }),
    note = ctx.label("map.note"),
  }
end

-- Who it happened to; the countries of a framework that ended, or of one joined by many, are counted.
local function who(ctx, group)
  if group.verb == "ended" and #group.names > 1 then
    return ctx.label("standing.all", { n = #group.names })
  end
  return text.escape(text.list(text.sort(group.names)))
end

local function standings(ctx, doc)
  local facts, found = ctx.facts, ctx.found
  doc:heading(ctx.label("heading.standings"), { level = 2, id = "standings" })
  if #found.standings == 0 then
    doc:text(ctx.label("standings.none", { since = facts:since(found.since) }))
    return
  end
  local rows, any_ally = {}, false
  for i = #found.standings, 1, -1 do
    local group = found.standings[i]
    any_ally = any_ally or group.verb == "ally"
    rows[#rows + 1] = {
      id = table.concat({ "standing", group.date, group.of, group.verb }, "-"),
      facts:when(group.date, group.qualifier), text.escape(group.standing), group.words, who(ctx, group),
      facts:cite(table.unpack(group.records)),
    }
  end
  local intro = ctx.label("standings.intro", { since = facts:since(found.since) })
  doc:text(any_ally and intro .. " " .. ctx.label("standings.allies") or intro)
  doc:table {
    id = "tbl-standings",
    caption = ctx.label("caption.standings", { since = facts:date(found.since), date = facts:date(ctx.as_of) }),
    columns = {
      { title = ctx.label("column.date"), width = "auto" },
      { title = ctx.label("column.standing"), width = "2*" },
      { title = ctx.label("column.change"), width = "auto" },
      { title = ctx.label("column.countries"), header = true, width = "3*" },
      { title = ctx.label("column.source"), width = "auto" },
    },
    rows = rows,
  }
end

-- How the numbers came about, as far as they changed.
local function growth(ctx)
  local facts = ctx.facts
  local members = facts:members()
  local first, former = #facts:members(FIRST_YEAR .. "-12-31"), 0
  for _, member in ipairs(members) do
    former = former + (member.former_partner and 1 or 0)
  end
  local joined = #members - first
  local words = ctx.label(joined == 0 and "numbers.same" or joined == former and "numbers.all" or "numbers.some", {
    year = tostring(FIRST_YEAR), first = first, n = #members, joined = joined, former = former,
    date = facts:date(ctx.as_of),
  })
  return joined == 0 and words or words .. " " .. ctx.label("numbers.chart")
end

-- What membership gives and partnership does not, by the treaty's own record.
local function difference(ctx)
  return ctx.facts:statement(ctx.label("difference"), ctx.facts:legal_text("north-atlantic-treaty"))
end

local function build(ctx, doc)
  local facts, counts = ctx.facts, ctx.facts:counts()
  doc:heading(ctx.label("heading"))
  doc:prose("intro", {
    date = facts:date(ctx.as_of), members = counts.members, partners = counts.partners,
    suspended = counts.suspended, difference = difference(ctx),
  })
  doc:facts(ctx.drawings:figures { id = "facts-day", title = ctx.label("strip.title", { date = facts:date(ctx.as_of) }) })
  map(ctx, doc)
  doc:heading(ctx.label("heading.numbers"), { level = 2 })
  doc:text(growth(ctx))
  chart(ctx, doc)
  standings(ctx, doc)
end

return {
  name = "overview", version = "1.0.0", api = 1,
  summary = "Members and partners at a glance, and who gained or lost a standing of late",
  params = {
    since = { type = "date", doc = "Changes of standing are told after this day; without it, a year before the briefing's" },
  },
  uses = { "drawings", "facts" },
  collect = collect,
  build = build,
}
