--- One country: what it is on the day, the frameworks and programmes it went through, what it gave to operations,
--- and the events that concern it. A country that has become an Ally is told up to and past that day.

local function survey(ctx)
  local facts, code = ctx.facts, ctx.params.country
  return {
    code = code, status = facts:status(code), country = facts:country(code),
    memberships = facts:memberships({ code }, nil, { past = true }),
    instruments = facts:instruments({ code }),
    contributions = facts:contributions(code),
    sofa = facts:sofa({ code })[1],
    events = facts:events(nil, { codes = { code } }),
    exercises = facts:exercises(nil, { code }),
  }
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

local function overview(ctx, doc)
  local facts, found = ctx.facts, ctx.found
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
    if counts[what] > 0 then
      lines[#lines + 1] = ctx.label("counts." .. what, { n = counts[what], kind = found.status.kind })
    end
  end
  doc:callout {
    tone = "key", title = ctx.label("callout.title", { date = facts:date(ctx.as_of) }), text = table.concat(lines, " "),
  }
  if found.country.note then
    doc:text(facts:statement(facts:said(found.country.note), { verified = false }) .. " " .. ctx.label("undated"))
  end
end

local function until_cell(ctx, record)
  if record.to then
    return ctx.facts:date(record.to)
  end
  return "–"
end

-- What the country's part in a framework is, or how that period of it ended.
local function standing(ctx, m)
  if not m.to then
    return ctx.label("membership." .. m.status)
  end
  local reason = m.end_reason
  for _, next in ipairs(ctx.found.memberships) do
    if next.framework == m.framework and next.from == m.to and next.status == "restricted" then
      reason = "restricted"
    end
  end
  return ctx.label("end." .. reason)
end

local function memberships(ctx, doc)
  local facts, rows = ctx.facts, {}
  for _, m in ipairs(ctx.found.memberships) do
    rows[#rows + 1] = {
      text.escape(facts:framework_name(m.framework)), facts:when(m.from, m.qualifier), until_cell(ctx, m),
      standing(ctx, m), facts:sources_of({ m }),
    }
  end
  doc:heading(ctx.label("heading.memberships"), { level = 2 })
  if #rows == 0 then
    doc:text(ctx.label("memberships.none", { date = facts:date(ctx.as_of) }))
    return
  end
  doc:table {
    id = "tbl-country-memberships", caption = ctx.label("caption.memberships", { date = facts:date(ctx.as_of) }),
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
local function accession(ctx, doc)
  local facts, path = ctx.facts, ctx.found.country.accession
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

local function programmes(ctx, doc)
  local facts, rows = ctx.facts, {}
  for _, i in ipairs(ctx.found.instruments) do
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
  doc:text(ctx.label("programmes.intro"))
  doc:table {
    id = "tbl-country-programmes", caption = ctx.label("caption.programmes", { date = facts:date(ctx.as_of) }),
    columns = {
      { title = ctx.label("column.programme"), header = true, width = "2*" },
      { title = ctx.label("column.from"), width = "auto" },
      { title = ctx.label("column.until"), width = "auto" },
      { title = ctx.label("column.source"), width = "auto" },
    },
    rows = rows,
  }
end

-- "1,300 (June 1999); 40 (February 2017)"
local function strength_cell(ctx, contribution)
  local items = {}
  for i, p in ipairs(contribution.personnel) do
    items[i] = ctx.label("cell.strength", {
      n = text.number(p.count, 0), date = ctx.facts:date(p.date), mark = ctx.facts:mark(p),
    })
  end
  return #items > 0 and table.concat(items, ctx.label("separator")) or "–"
end

local function strength_chart(ctx, doc)
  local points, labels, values, words = {}, {}, {}, {}
  for _, c in ipairs(ctx.found.contributions) do
    for _, p in ipairs(c.personnel) do
      points[#points + 1] = { operation = c.operation, date = p.date, count = p.count }
    end
  end
  table.sort(points, function(a, b)
    local order = date.compare(a.date, b.date)
    return order < 0 or order == 0 and a.operation < b.operation
  end)
  for i, p in ipairs(points) do
    labels[i] = ctx.label("chart.point", { operation = ctx.label("operation." .. p.operation), year = date.year(p.date) })
    values[i], words[i] = p.count, labels[i] .. ": " .. text.number(p.count, 0)
  end
  if #labels < 2 then
    return
  end
  doc:chart {
    kind = "bar", id = "fig-strength", labels = labels, show_values = true, y_title = ctx.label("axis.personnel"),
    series = { { name = ctx.label("axis.personnel"), values = values } },
    alt = ctx.label("chart.alt", { name = ctx.found.status.name, values = table.concat(words, ctx.label("separator")) }),
    caption = ctx.label("caption.strength"),
  }
end

local function contributions(ctx, doc)
  local facts, rows = ctx.facts, {}
  for _, c in ipairs(ctx.found.contributions) do
    rows[#rows + 1] = {
      text.escape(c.name), facts:date(c.from), until_cell(ctx, c), strength_cell(ctx, c), facts:sources_of({ c }),
    }
  end
  doc:heading(ctx.label("heading.operations"), { level = 2 })
  if #rows == 0 then
    doc:text(ctx.label("operations.none", { date = facts:date(ctx.as_of) }))
    return
  end
  doc:text(ctx.label("operations.intro"))
  doc:table {
    id = "tbl-country-operations", caption = ctx.label("caption.operations", { date = facts:date(ctx.as_of) }),
    columns = {
      { title = ctx.label("column.operation"), header = true, width = "2*" },
      { title = ctx.label("column.from"), width = "auto" },
      { title = ctx.label("column.until"), width = "auto" },
      { title = ctx.label("column.strength"), width = "1*" },
      { title = ctx.label("column.source"), width = "auto" },
    },
    rows = rows,
  }
  strength_chart(ctx, doc)
end

local function is_concluded(facts, key)
  for _, record in ipairs(facts:legal()) do
    if record.key == key then
      return true
    end
  end
  return false
end

local function sofa(ctx, doc)
  local facts, record = ctx.facts, ctx.found.sofa
  local in_pfp = false
  for _, m in ipairs(ctx.found.memberships) do
    in_pfp = in_pfp or m.framework == "pfp"
  end
  if record == nil or not in_pfp or not is_concluded(facts, "pfp-sofa") then
    return
  end
  local items = {}
  for _, step in ipairs({ "signed", "agreement", "protocol", "further_signed", "further" }) do
    if record[step] then
      items[#items + 1] = ctx.label("sofa." .. step, {
        date = facts:date(record[step]), cite = facts:cite(record) })
    end
  end
  doc:heading(ctx.label("heading.sofa"), { level = 2 })
  if #items == 0 then
    doc:text(ctx.label("sofa.none", { date = facts:date(ctx.as_of), cite = facts:cite(record) }))
  else
    doc:list(items)
  end
end

local function exercises(ctx, doc)
  local facts, items = ctx.facts, {}
  for i = #ctx.found.exercises, 1, -1 do
    local e = ctx.found.exercises[i]
    items[#items + 1] = ctx.label(e.is_series and "exercise.series" or "exercise", {
      name = facts:said(e.name), date = facts:date(e.from), since = facts:since(e.from), cite = facts:cite(e),
    })
  end
  if #items > 0 then
    doc:heading(ctx.label("heading.exercises"), { level = 2 })
    doc:list(items)
  end
end

local function timeline(ctx, doc)
  local facts, rows = ctx.facts, {}
  for _, event in ipairs(ctx.found.events) do
    rows[#rows + 1] = { facts:dated(event.date), facts:said(event.title), facts:sources_of({ event }) }
  end
  doc:heading(ctx.label("heading.timeline"), { level = 2, id = "timeline" })
  if #rows == 0 then
    doc:text(ctx.label("timeline.none", { date = facts:date(ctx.as_of) }))
    return
  end
  doc:table {
    id = "tbl-timeline", caption = ctx.label("caption.timeline", { date = facts:date(ctx.as_of) }),
    columns = {
      { title = ctx.label("column.date"), header = true, width = "auto" },
      { title = ctx.label("column.event"), width = "1*" },
      { title = ctx.label("column.source"), width = "auto" },
    },
    rows = rows,
  }
end

local function build(ctx, doc)
  doc:heading(ctx.found.status.name)
  overview(ctx, doc)
  memberships(ctx, doc)
  accession(ctx, doc)
  programmes(ctx, doc)
  contributions(ctx, doc)
  sofa(ctx, doc)
  exercises(ctx, doc)
  timeline(ctx, doc)
end

return {
  name = "country", version = "1.0.0", api = 1,
  summary = "One country's path with NATO",
  params = {
    country = { type = "country", required = true, doc = "The country: a partner, or an Ally that was one" },
  },
  uses = { "facts" },
  collect = survey,
  build = build,
}
