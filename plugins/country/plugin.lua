--- Countries, one by one: what each is on the day, the frameworks and programmes it went through, what it gave to
--- operations, and the events that concern it. A country that has become an Ally is told up to and past that day.

-- How many of a region's milestones that name the country make a timeline of its own.
local LEAST_MILESTONES = 5

-- A chart of fewer bars, or whose longest bar is so many times the next, shows nothing that the table does not say.
local LEAST_BARS = 4
local DOMINANT = 8

-- How many of the last events the head of a profile tells.
local LAST_EVENTS = 2

-- The events of a chronology that stand out.
local KEY_KINDS = {
  ["accession"] = true, ["suspension"] = true, ["crisis"] = true, ["joined-framework"] = true, ["withdrawal"] = true,
  ["framework-created"] = true,
}

-- The milestones of the country's regions that name it, each once.
local function milestones(facts, country)
  local list, seen = {}, {}
  for _, key in ipairs(country.regions) do
    for _, m in ipairs(facts:milestones(key)) do
      if not seen[m.id] and #facts:among({ country.code }, m.countries) > 0 then
        seen[m.id] = true
        list[#list + 1] = m
      end
    end
  end
  table.sort(list, function(a, b) return date.compare(a.date, b.date) < 0 end)
  return list
end

local function survey(ctx, code)
  local facts = ctx.facts
  return {
    code = code, status = facts:status(code), country = facts:country(code),
    memberships = facts:memberships({ code }, nil, { past = true }),
    instruments = facts:instruments({ code }),
    contributions = facts:contributions(code),
    sofa = facts:sofa({ code })[1],
    events = facts:events(nil, { codes = { code } }),
    exercises = facts:exercises(nil, { codes = { code } }), milestones = milestones(facts, facts:country(code)),
  }
end

local function collect(ctx)
  local countries = {}
  for i, code in ipairs(ctx.params.countries) do
    countries[i] = survey(ctx, code)
  end
  return { section = ctx.section.id, countries = countries }
end

-- How many frameworks it takes part in, in how many that has stopped, and so on; an Ally holds none of the first three.
local function count(found)
  local counts = { frameworks = 0, stopped = 0, programmes = 0, operations = #found.contributions }
  for _, m in ipairs(found.status.memberships) do
    local kind = m.status == "active" and "frameworks" or "stopped"
    counts[kind] = counts[kind] + 1
  end
  for _, i in ipairs(found.status.kind == "ally" and {} or found.instruments) do
    counts.programmes = counts.programmes + (i.in_force and i.status == "active" and 1 or 0)
  end
  return counts
end

local function overview(ctx, doc, found)
  local facts = ctx.facts
  local regions = {}
  for i, key in ipairs(found.country.regions) do
    regions[i] = facts:region_name(key)
  end
  local lines = {
    ctx.label("status.line", { status = found.status.text, cite = found.status.record and facts:cite(found.status.record) or "" }),
    ctx.label("region.line", { n = #regions, regions = table.concat(regions, ctx.label("separator")) }),
  }
  local counts = count(found)
  for _, what in ipairs({ "frameworks", "stopped", "programmes", "operations" }) do
    if counts[what] > 0 and not (what == "programmes" and counts.frameworks > 0) then
      lines[#lines + 1] = ctx.label("counts." .. what, {
        n = counts[what], programmes = counts.programmes, kind = found.status.kind,
      })
    end
  end
  local words = { table.concat(lines, " ") }
  for i = #found.events, math.max(1, #found.events - LAST_EVENTS + 1), -1 do
    local event = found.events[i]
    words[#words + 1] = ctx.label(i == #found.events and "latest" or "before", {
      date = facts:date(event.date), day = facts:dated(event.date), title = facts:said(event.title), cite = facts:cite(event),
    })
  end
  doc:callout {
    tone = "key", title = ctx.label("callout.title", { date = facts:date(ctx.as_of) }), text = table.concat(words, "\n\n"),
  }
  if found.status.kind ~= "dissolved" then
    local capital = found.country.capital
    doc:map(ctx.maps:status {
      id = "map-" .. found.code, country = found.code, scale = true, height = 175,
      points = { { lat = capital.lat, lon = capital.lon, label = capital.name } },
      caption = ctx.label("caption.map", { name = found.status.name, date = facts:date(ctx.as_of) }),
    })
  end
  if found.country.note then
    doc:runin(ctx.label("undated"), facts:statement(facts:said(found.country.note), { verified = false }))
  end
end

local function until_cell(ctx, record)
  if record.to then
    return ctx.facts:when(record.to, record.to_qualifier)
  end
  return "–"
end

-- What the country's part in a framework is, or how that period of it ended.
local function standing(ctx, m, found)
  if not m.to then
    return ctx.label("membership." .. m.status)
  end
  local reason = m.end_reason
  for _, next in ipairs(found.memberships) do
    if next.framework == m.framework and next.from == m.to and next.status == "restricted" then
      reason = "restricted"
    end
  end
  return ctx.label("end." .. reason)
end

local function memberships(ctx, doc, found)
  local facts, rows = ctx.facts, {}
  for _, m in ipairs(found.memberships) do
    rows[#rows + 1] = {
      text.escape(facts:framework_name(m.framework)), facts:when(m.from, m.qualifier), until_cell(ctx, m),
      standing(ctx, m, found), facts:sources_of({ m }),
    }
  end
  doc:heading(ctx.label("heading.memberships"), { level = 2 })
  if #rows == 0 then
    doc:text(ctx.label("memberships.none", { date = facts:date(ctx.as_of) }))
    return
  end
  doc:table {
    id = "tbl-memberships-" .. found.code, caption = ctx.label("caption.memberships", { date = facts:date(ctx.as_of) }),
    columns = {
      { title = ctx.label("column.framework"), header = true, width = "2*" },
      { title = ctx.label("column.from"), width = "auto" },
      { title = ctx.label("column.until"), width = "auto" },
      { title = ctx.label("column.standing"), width = "auto" },
      { title = ctx.label("column.source"), width = "auto" },
    },
    rows = rows,
  }
end

-- The steps to membership that had been taken by the day.
local function accession(ctx, doc, found)
  local facts, path = ctx.facts, found.country.accession
  if path == nil then
    return
  end
  local items = {}
  for _, step in ipairs({ "applied", "invited", "protocol_signed", "acceded" }) do
    if path[step] then
      local unsure = path.unsure[step] or (step == "acceded" and path.unsure.accession_day)
      items[#items + 1] = ctx.label("step." .. step, {
        date = facts:date(path[step]), cite = facts:cite({ sources = path.sources, verified = path.verified and not unsure, at = path[step] }),
      })
    end
  end
  if #items > 0 then
    doc:heading(ctx.label("heading.accession"), { level = 2 })
    doc:list(items)
  end
end

local function programmes(ctx, doc, found)
  local facts, rows = ctx.facts, {}
  for _, i in ipairs(found.instruments) do
    local name = facts:instrument_name(i.type)
    if i.status ~= "active" then
      name = ctx.label("programme." .. i.status, { name = name })
    end
    rows[#rows + 1] = {
      text.escape(name), facts:when(i.from, i.qualifier), until_cell(ctx, i), facts:sources_of({ i }),
    }
  end
  if #rows == 0 then
    return
  end
  doc:heading(ctx.label("heading.programmes"), { level = 2 })
  doc:table {
    id = "tbl-programmes-" .. found.code, caption = ctx.label("caption.programmes", { date = facts:date(ctx.as_of) }),
    columns = {
      { title = ctx.label("column.programme"), header = true, width = "2*" },
      { title = ctx.label("column.from"), width = "auto" },
      { title = ctx.label("column.until"), width = "auto" },
      { title = ctx.label("column.source"), width = "auto" },
    },
    rows = rows, notes = { ctx.label("note.programmes") },
  }
end

-- "1,300 (June 1999) [5]; 40 (February 2017) [6]": a count has sources of its own.
local function strength_cell(ctx, contribution)
  local items = {}
  for i, p in ipairs(contribution.personnel) do
    items[i] = ctx.label("cell.strength", {
      n = text.number(p.count, 0), date = ctx.facts:date(p.date), cite = ctx.facts:cite(p),
    })
  end
  return #items > 0 and table.concat(items, ctx.label("separator")) or "–"
end

-- Does one count stand so far above the others that they would be hardly seen beside it?
local function is_dominated(points)
  local counts = {}
  for i, p in ipairs(points) do
    counts[i] = p.count
  end
  table.sort(counts)
  return counts[#counts] >= DOMINANT * counts[#counts - 1]
end

local function strength_chart(ctx, doc, found)
  local facts, points, labels, values, words = ctx.facts, {}, {}, {}, {}
  for _, c in ipairs(found.contributions) do
    for _, p in ipairs(c.personnel) do
      points[#points + 1] = {
        operation = c.operation, date = p.date, count = p.count, sources = p.sources, verified = p.verified,
      }
    end
  end
  table.sort(points, function(a, b)
    local order = date.compare(a.date, b.date)
    return order < 0 or order == 0 and a.operation < b.operation
  end)
  if #points < LEAST_BARS or is_dominated(points) then
    return
  end
  for i, p in ipairs(points) do
    labels[i] = ctx.label("chart.point", { operation = ctx.facts:operation_name(p.operation, true), year = date.year(p.date) })
    values[i], words[i] = p.count, labels[i] .. ": " .. text.number(p.count, 0)
    labels[i] = labels[i] .. facts:mark(p)
  end
  doc:chart {
    kind = "bar", id = "fig-strength-" .. found.code, labels = labels, show_values = true, y_title = ctx.label("axis.personnel"),
    series = { { name = ctx.label("axis.personnel"), values = values } },
    alt = ctx.label("chart.alt", { name = found.status.name, values = table.concat(words, ctx.label("separator")) }),
    caption = ctx.label("caption.strength"), source = facts:sources_of_each(points),
  }
end

local function contributions(ctx, doc, found)
  local facts, rows = ctx.facts, {}
  for _, c in ipairs(found.contributions) do
    rows[#rows + 1] = {
      text.escape(c.name), facts:when(c.from, c.qualifier), until_cell(ctx, c), strength_cell(ctx, c), facts:sources_of({ c }),
    }
  end
  doc:heading(ctx.label("heading.operations"), { level = 2 })
  if #rows == 0 then
    doc:text(ctx.label("operations.none", { date = facts:date(ctx.as_of) }))
    return
  end
  doc:table {
    id = "tbl-operations-" .. found.code, caption = ctx.label("caption.operations", { date = facts:date(ctx.as_of) }),
    columns = {
      { title = ctx.label("column.operation"), header = true, width = "1*" },
      { title = ctx.label("column.from"), width = "auto" },
      { title = ctx.label("column.until"), width = "auto" },
      { title = ctx.label("column.strength"), width = "1*" },
      { title = ctx.label("column.source"), width = "auto" },
    },
    rows = rows, notes = { ctx.label("note.operations") },
  }
  strength_chart(ctx, doc, found)
end

local function sofa(ctx, doc, found)
  local facts, record = ctx.facts, found.sofa
  local in_pfp = false
  for _, m in ipairs(found.memberships) do
    in_pfp = in_pfp or m.framework == "pfp"
  end
  if record == nil or not in_pfp or facts:legal_text("pfp-sofa") == nil then
    return
  end
  local items = {}
  for _, step in ipairs({ "signed", "agreement", "protocol", "further_signed", "further" }) do
    if record[step] then
      items[#items + 1] = ctx.label("sofa." .. step, { date = facts:date(record[step]) })
    end
  end
  doc:heading(ctx.label("heading.sofa"), { level = 2 })
  if #items == 0 then
    doc:text(ctx.label("sofa.none", { date = facts:date(ctx.as_of), cite = facts:cite(record) }))
  else
    doc:text(ctx.label("sofa.intro", { cite = facts:cite(record) }))
    doc:list(items)
  end
end

local function exercises(ctx, doc, found)
  local facts, items = ctx.facts, {}
  for _, e in ipairs(found.exercises) do
    items[#items + 1] = ctx.label(e.is_series and "exercise.series" or "exercise", {
      name = facts:said(e.name), date = facts:date(e.from), since = facts:since(e.from), cite = facts:cite(e),
    })
  end
  if #items > 0 then
    doc:heading(ctx.label("heading.exercises"), { level = 2 })
    doc:list(items)
  end
end

-- A stretch of the chart of frameworks and programmes.
local function span(record, category)
  return { from = record.from, to = record.to, category = category, approx = record.qualifier == "approx" }
end

-- Rows under a group's name; stretches of one name share a row, in the order in which they first began.
local function add_group(rows, group, items)
  local row_of = {}
  for _, item in ipairs(items) do
    local row = row_of[item.title]
    if row == nil then
      row = { title = item.title, spans = {}, group = next(row_of) == nil and group or nil }
      row_of[item.title], rows[#rows + 1] = row, row
    end
    row.spans[#row.spans + 1] = item.span
  end
end

-- The categories that rows have, for the legend: none where all has been in force alone, which the caption says.
local function course_categories(ctx, rows)
  local used, list = {}, {}
  for _, row in ipairs(rows) do
    for _, s in ipairs(row.spans) do
      used[s.category] = true
    end
  end
  for _, key in ipairs({ "ally", "active", "suspended", "restricted" }) do
    list[#list + 1] = used[key] and { key = key, title = ctx.label("category." .. key) } or nil
  end
  if #list > 1 then
    return list
  end
  for _, row in ipairs(rows) do
    for _, s in ipairs(row.spans) do
      s.category = nil
    end
  end
end

local function course_rows(ctx, found)
  local facts, rows, frameworks, held, alliance = ctx.facts, {}, {}, {}, {}
  for i, m in ipairs(found.memberships) do
    frameworks[i] = { title = facts:framework_name(m.framework, true), span = span(m, m.status) }
  end
  for _, i in ipairs(found.instruments) do
    if i.status == "active" then
      held[#held + 1] = { title = facts:instrument_name(i.type, true), span = span(i, "active") }
    end
  end
  if found.status.kind == "ally" then
    alliance[1] = { title = ctx.label("row.ally"), span = { from = found.status.since, category = "ally" } }
  end
  add_group(rows, ctx.label("heading.memberships"), frameworks)
  add_group(rows, ctx.label("heading.programmes"), held)
  add_group(rows, ctx.label("group.alliance"), alliance)
  return rows
end

-- Frameworks and programmes over time, where there are enough that one would rather look than read.
local function course(ctx, doc, found)
  local rows = course_rows(ctx, found)
  if #rows < 3 then
    return
  end
  local records = { table.unpack(found.memberships) }
  table.move(found.instruments, 1, #found.instruments, #records + 1, records)
  doc:gantt {
    id = "fig-course-" .. found.code, rows = rows, categories = course_categories(ctx, rows), to = ctx.as_of,
    caption = ctx.label("caption.course", { name = found.status.name, date = ctx.facts:date(ctx.as_of) }),
    source = ctx.facts:sources_of_each(records),
  }
end

local function milestones_chart(ctx, doc, found)
  local facts, list = ctx.facts, found.milestones
  if #list < LEAST_MILESTONES then
    return
  end
  local events = {}
  for i, m in ipairs(list) do
    events[i] = { at = m.date, text = m.words .. facts:mark(m), key = m.is_key }
  end
  doc:timeline {
    id = "fig-milestones-" .. found.code, events = events, source = facts:sources_of_each(list),
    caption = ctx.label("caption.milestones", { name = found.status.name }),
  }
end

local function timeline(ctx, doc, found)
  local facts, events = ctx.facts, {}
  doc:heading(ctx.label("heading.timeline"), { level = 2, id = "timeline-" .. found.code })
  if #found.events == 0 then
    doc:text(ctx.label("timeline.none", { date = facts:date(ctx.as_of) }))
    return
  end
  milestones_chart(ctx, doc, found)
  for i, event in ipairs(found.events) do
    events[i] = {
      at = event.date, text = facts:said(event.title) .. facts:cite(event), key = KEY_KINDS[event.kind] == true,
    }
  end
  doc:chronology { id = "chronology-" .. found.code, events = events }
end

local function country_page(ctx, doc, found)
  doc:heading(found.status.name, { id = "country-" .. found.code })
  overview(ctx, doc, found)
  course(ctx, doc, found)
  memberships(ctx, doc, found)
  accession(ctx, doc, found)
  programmes(ctx, doc, found)
  contributions(ctx, doc, found)
  sofa(ctx, doc, found)
  exercises(ctx, doc, found)
  timeline(ctx, doc, found)
end

local function build(ctx, doc)
  for _, found in ipairs(ctx.found.countries) do
    country_page(ctx, doc, found)
  end
end

return {
  name = "country", version = "1.0.0", api = 1,
  summary = "Countries and their path with NATO, one by one",
  params = {
    countries = { type = "country[]", required = true, doc = "The countries: partners, or Allies that were partners" },
  },
  uses = { "facts", "maps" },
  collect = collect,
  build = build,
}
