--- What every region's page has: a map, who is a partner and in which programmes, formats, milestones, the last events.

local LAST_EVENTS = 6
local LEAST_MILESTONES = 5
local LEAST_MOVERS = 1 / 4  -- of the countries of a region

local page = {}

-- The countries of a region that were asked for, with what happened there. In focus on its map are those that are, or
-- were, partners.
function page.survey(ctx, key)
  local facts = ctx.facts
  local codes, focus, suspended = {}, {}, 0
  local states = facts:region_states(key, nil, { codes = ctx.params.countries })
  for _, list in pairs(states) do
    for _, status in ipairs(list) do
      codes[#codes + 1] = status.code
      focus[#focus + 1] = list ~= states.others and status.code or nil
      suspended = suspended + (status.kind == "suspended" and 1 or 0)
    end
  end
  return {
    key = key, name = facts:region_name(key), codes = codes, focus = focus,
    current = states.current, allies = states.allies, others = states.others, suspended = suspended,
    events = facts:events(nil, { codes = codes, last = LAST_EVENTS }),
    milestones = facts:milestones(key, nil, { codes = codes }),
  }
end

-- "ITPP (2025), DCB (2015)†": the programmes of a country that run on the day.
local function programmes_cell(ctx, code)
  local facts, items = ctx.facts, {}
  for i, programme in ipairs(facts:instruments({ code }, nil, { status = "active", in_force = true })) do
    items[i] = ctx.label("cell.programme", {
      name = facts:instrument_name(programme.type, true), year = date.year(programme.from), mark = facts:mark(programme),
    })
  end
  return #items > 0 and table.concat(items, ", ") or "–"
end

local function status_table(ctx, doc, region)
  local facts, rows = ctx.facts, {}
  for _, status in ipairs(region.current) do
    rows[#rows + 1] = {
      id = "status-" .. region.key .. "-" .. status.code,
      text.escape(status.name), text.escape(status.text), programmes_cell(ctx, status.code),
      facts:sources_of({ status.record }),
    }
  end
  doc:table {
    id = "tbl-" .. region.key,
    caption = ctx.label(facts:scoped("caption.region", ctx.params.countries), {
      region = region.name, date = facts:date(ctx.as_of),
    }),
    columns = {
      { title = ctx.label("column.country"), header = true, width = "auto" },
      { title = ctx.label("column.status"), width = "2*" },
      { title = ctx.label("column.programmes"), width = "2*" },
      { title = ctx.label("column.source"), width = "auto" },
    },
    rows = rows,
  }
end

-- Countries of the region that changed side, in sentences: Allies by the day they joined, then those that left.
local function former_partners(ctx, region)
  local facts, sentences = ctx.facts, {}
  local days, by_day = {}, {}
  for _, status in ipairs(region.allies) do
    if by_day[status.since] == nil then
      by_day[status.since] = {}
      days[#days + 1] = status.since
    end
    table.insert(by_day[status.since], status)
  end
  table.sort(days)
  for _, day in ipairs(days) do
    local names, records = {}, {}
    for i, status in ipairs(by_day[day]) do
      names[i], records[i] = status.name, status.record
    end
    sentences[#sentences + 1] = ctx.label("allies.joined", {
      n = #names, names = text.list(names), day = facts:date(day), since = facts:since(day),
      cite = facts:cite(table.unpack(records)),
    })
  end
  for _, status in ipairs(region.others) do
    if status.kind ~= "none" then
      sentences[#sentences + 1] = ctx.label("other." .. status.kind, {
        name = status.name, left = facts:left(status.record.framework),
        on = facts:on(status.since), cite = facts:cite(status.record),
      })
    end
  end
  return sentences
end

-- The frameworks through which the region cooperates, as far as they are in force on the day.
local function formats(ctx, doc, record)
  local facts, items = ctx.facts, {}
  for _, key in ipairs(record.formats) do
    local framework = facts:framework(key)
    if framework and framework.in_force then
      items[#items + 1] = ctx.label("format", {
        name = framework.short, year = date.year(framework.established), cite = facts:cite(framework),
      })
    end
  end
  if #items > 0 then
    doc:runin(ctx.label("heading.formats"), table.concat(items, ctx.label("separator")) .. ".")
  end
end

-- Did the country ever become an Ally, was it suspended or did it leave? row: its course, if any.
local function has_moved(row)
  local spans = row and row.spans or {}
  local moved = row ~= nil and spans[#spans].to ~= nil
  for i, s in ipairs(spans) do
    moved = moved or s.category == "ally" or s.category == "suspended" or i > 1 and spans[i - 1].to ~= s.from
  end
  return moved
end

-- What strained the region most runs down as a line.
local function strains(region)
  local marks = {}
  for _, m in ipairs(region.milestones) do
    if m.mark then
      marks[#marks + 1] = { at = m.date, label = m.mark }
    end
  end
  return #marks > 0 and marks or nil
end

-- Who was what and when, where enough became Allies, were suspended or left; else the table says as much.
local function standings(ctx, doc, region)
  local facts, rows, all, movers = ctx.facts, {}, {}, 0
  for _, code in ipairs(text.sort(region.codes, function(code) return facts:name(code) end)) do
    local row, records = ctx.drawings:course(code)
    rows[#rows + 1] = row
    table.move(records, 1, #records, #all + 1, all)
    movers = movers + (has_moved(row) and 1 or 0)
  end
  if #rows == 0 or movers / #rows < LEAST_MOVERS then
    return
  end
  doc:gantt {
    id = "fig-standings-" .. region.key, rows = rows, categories = ctx.drawings:standings(),
    marks = strains(region), to = ctx.as_of,
    caption = ctx.label("caption.standings", { region = region.name, date = facts:date(ctx.as_of) }),
    source = facts:sources_of_each(all),
  }
end

local function timeline(ctx, doc, region)
  local facts, list = ctx.facts, region.milestones
  if #list < LEAST_MILESTONES then
    return
  end
  local events, categories, used = {}, {}, {}
  for i, m in ipairs(list) do
    events[i] = { at = m.date, text = m.words .. facts:mark(m), category = m.kind, key = m.is_key }
    used[m.kind] = true
  end
  for _, kind in ipairs({ "opening", "accession", "operation", "strain" }) do
    if used[kind] then
      categories[#categories + 1] = { key = kind, title = ctx.label("milestone." .. kind) }
    end
  end
  doc:timeline {
    id = "fig-milestones-" .. region.key, events = events, categories = categories,
    caption = ctx.label("caption.milestones", {
      region = region.name, from = date.year(list[1].date), to = date.year(list[#list].date),
    }),
    source = facts:sources_of_each(list),
  }
end

local function events_list(ctx, doc, region)
  if #region.events == 0 then
    return
  end
  local facts, items = ctx.facts, {}
  for i = #region.events, 1, -1 do
    local event = region.events[i]
    items[#items + 1] = ctx.label("event", {
      date = facts:dated(event.date), title = facts:said(event.title), cite = facts:cite(event),
    })
  end
  doc:text(ctx.label("events.intro", { n = #items }))
  doc:list(items)
end

-- Countries of the region that are no partners, and what the base says of them; without a date, so only near its cut-off.
local function others(ctx, doc, record)
  local facts, sentences = ctx.facts, {}
  for _, other in ipairs(record.others) do
    local said = { sources = record.sources, verified = false }
    sentences[#sentences + 1] = ctx.label("other", {
      name = other.name, note = facts:statement(facts:said(other.note), said),
    })
  end
  if #sentences > 0 then
    doc:runin(ctx.label("heading.others"), table.concat(sentences, " "))
  end
end

local function drivers(ctx, doc, record)
  if record.drivers then
    local words = ctx.facts:said(text.upper_first(table.concat(record.drivers, ctx.label("separator"))))
    ctx.judgement:write(doc, ctx.label("drivers", { list = words, cite = ctx.facts:cite(record) }), { title = ctx.label("drivers.title") })
  end
end

-- The first region of the section that a driver bears on: it is told there, and not again.
local function home_of(ctx, driver)
  for _, region in ipairs(ctx.found.regions) do
    for _, key in ipairs(driver.regions) do
      if key == region.key then
        return key
      end
    end
  end
end

-- What drives the outlook of the region, as the base judges it; for reports that ask for it.
local function outlook(ctx, doc, region)
  local facts = ctx.facts
  for _, driver in ipairs(facts:drivers()) do
    if home_of(ctx, driver) == region.key then
      local words = facts:statement(facts:said(driver.summary), driver)
      ctx.judgement:write(doc, words .. " " .. ctx.label("outlook.horizon", { least = driver.horizon[1], most = driver.horizon[2] }),
        { title = driver.name, id = "outlook-" .. driver.key })
    end
  end
end

--- What happened in this region alone in the period, as items of a list, latest first; of one day, events before what they
--- changed.
function page.news(ctx, region)
  local facts, told, is_shared = ctx.facts, {}, {}
  local since, last = ctx.found.since, ctx.found.last
  for _, one in ipairs(ctx.found.shared) do
    is_shared[one.event.id] = true
  end
  local function tell(at, label, values, qualifier)
    values.date = facts:dated(at, qualifier)
    told[#told + 1] = { at = at, n = #told, words = ctx.label(label, values) }
  end
  for _, event in ipairs(facts:events(last, { codes = region.codes, since = since })) do
    if not is_shared[event.id] then
      tell(event.date, "event", { title = facts:said(event.title), cite = facts:cite(event) })
    end
  end
  for _, g in ipairs((facts:standings(since, last, { codes = region.codes }))) do
    tell(g.date, "news.standing", {
      standing = g.standing, words = g.words, names = text.list(text.sort(g.names)), cite = facts:cite(table.unpack(g.records)),
    })
  end
  for _, c in ipairs(facts:other_changes(since, last, { kinds = { "programme", "sofa" }, codes = region.codes })) do
    tell(c.date, "news.programme", { what = c.what, words = c.words, name = c.country, cite = facts:cite(c.record) },
      c.qualifier)
  end
  table.sort(told, function(a, b)
    if a.at ~= b.at then
      return a.at > b.at
    end
    return a.n < b.n
  end)
  local items = {}
  for i, one in ipairs(told) do
    items[i] = one.words
  end
  return items
end

--- The region on a page: the news of it, its map (a share of its usual height, if given), and its status.
function page.write_news(ctx, doc, region, news, map_share)
  doc:heading(region.name, { level = 2, id = "region-" .. region.key })
  doc:list(news)
  if #region.current > 0 then
    doc:map(ctx.maps:status { region = region.key, focus = region.focus, id = "map-" .. region.key, share = map_share })
    status_table(ctx, doc, region)
  end
  local former = former_partners(ctx, region)
  if #former > 0 then
    doc:text(table.concat(former, " "))
  end
end

--- The region: its status, then what is its own (written by special, where there is any), then what happened and why.
function page.write(ctx, doc, region, special)
  local facts = ctx.facts
  local record, is_all = facts:region(region.key), facts:is_all(ctx.params.countries)
  local former = former_partners(ctx, region)
  doc:heading(region.name, { level = 2, id = "region-" .. region.key })
  if #region.current > 0 then
    -- The base's own short account of the region has no date; it is used only where the day is near its cut-off.
    if record.summary and is_all then
      doc:text(facts:statement(facts:said(record.summary), record))
    end
    doc:map(ctx.maps:status { region = region.key, focus = region.focus, id = "map-" .. region.key })
    status_table(ctx, doc, region)
  else
    table.insert(former, 1, ctx.label(facts:scoped("none", ctx.params.countries), { date = facts:date(ctx.as_of) }))
  end
  if #former > 0 then
    doc:text(table.concat(former, " "))
  end
  if #region.current > 0 then
    formats(ctx, doc, record)
  end
  if special then
    special(ctx, doc, region)
  end
  standings(ctx, doc, region)
  timeline(ctx, doc, region)
  events_list(ctx, doc, region)
  if #region.current > 0 and is_all then
    others(ctx, doc, record)
    drivers(ctx, doc, record)
  end
  if ctx.params.outlook then
    outlook(ctx, doc, region)
  end
end

return page
