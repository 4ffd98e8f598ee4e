--- Areas of cooperation: when each opened, what serves it, which partners are on record in it, its milestones, and exercises.

local PERIOD = 5  -- years that a bar of exercises stands for
local LEADING = 3  -- areas that the summary names
local NONE = 0 / 0  -- what a chart takes for "no value"

local function partners_of(ctx)
  return ctx.facts:partners(nil, { codes = ctx.params.countries })
end

-- The partners of the day on record in each area, by area.
local function survey(ctx)
  local areas, partners = ctx.facts:areas(), partners_of(ctx)
  for _, area in ipairs(areas) do
    area.marks, area.count = {}, 0
    local marks = ctx.facts:area_countries(area.key)
    for _, status in ipairs(partners) do
      area.marks[status.code] = marks[status.code]
      area.count = area.count + (marks[status.code] and marks[status.code] ~= "named" and 1 or 0)
    end
  end
  return areas, partners
end

-- How many areas there are, and in which most partners are on record.
local function summary(ctx, areas)
  local list, items = text.sort(areas, function(area) return ("%06d"):format(999999 - area.count) end), {}
  for i = 1, math.min(LEADING, #list) do
    items[#items + 1] = list[i].count > 0
      and ctx.label("summary.area", { name = ctx.label("short." .. list[i].key), n = list[i].count }) or nil
  end
  local words = ctx.label("summary", { n = #areas, date = ctx.facts:date(ctx.as_of) })
  return #items == LEADING and words .. " " .. ctx.label("summary.leading", { list = text.list(items) }) or words
end

local function collect(ctx)
  local areas, partners = survey(ctx)
  return {
    section = ctx.section.id, areas = areas, partners = partners, summary = #areas > 0 and summary(ctx, areas) or nil,
  }
end

local function timeline(ctx, doc)
  local events = {}
  for i, area in ipairs(ctx.found.areas) do
    events[i] = { at = area.since, text = ctx.label("short." .. area.key) }
  end
  if #events > 1 then
    doc:timeline {
      id = "fig-areas", events = events, to = ctx.as_of, place = "auto",
      caption = ctx.label("caption.timeline", { date = ctx.facts:date(ctx.as_of) }),
    }
  end
end

-- What serves the area, by short names; what has ended is left out.
local function served_by(area)
  local names = {}
  for _, f in ipairs(area.frameworks) do
    names[#names + 1] = f.in_force and text.escape(f.acronym or f.name) or nil
  end
  return #names > 0 and table.concat(names, ", ") or "–"
end

local function areas_table(ctx, doc)
  local facts, rows = ctx.facts, {}
  local with_objective = facts:is_near()
  for _, area in ipairs(ctx.found.areas) do
    local row = { id = "area-" .. area.key, text.escape(area.name), facts:date(area.since), served_by(area) }
    row[#row + 1] = with_objective and facts:said(area.objective) or nil
    row[#row + 1] = area.count > 0 and tostring(area.count) or "–"
    row[#row + 1] = facts:sources_of({ area })
    rows[#rows + 1] = row
  end
  local columns = {
    { title = ctx.label("column.area"), header = true, width = "2*" },
    { title = ctx.label("column.since"), width = "auto" },
    { title = ctx.label("column.served"), width = with_objective and "1*" or "2*" },
  }
  columns[#columns + 1] = with_objective and { title = ctx.label("column.objective"), width = "3*" } or nil
  columns[#columns + 1] = { title = ctx.label("column.partners"), align = "right", width = "auto" }
  columns[#columns + 1] = { title = ctx.label("column.source"), width = "auto" }
  doc:table {
    id = "tbl-areas", caption = ctx.label("caption.areas", { date = facts:date(ctx.as_of) }), columns = columns, rows = rows,
  }
end

local function matrix(ctx, doc)
  local columns, marks_of, marks = {}, {}, {}
  for i, area in ipairs(ctx.found.areas) do
    columns[i], marks_of[area.key] = { key = area.key, title = ctx.label("short." .. area.key) }, area.marks
  end
  for i, key in ipairs { "now", "before", "named" } do
    marks[i] = { key = key, title = ctx.label("mark." .. key) }
  end
  local taken, used = ctx.drawings:matrix {
    id = "tbl-area-matrix", caption = ctx.label("caption.matrix", { date = ctx.facts:date(ctx.as_of) }),
    partners = ctx.found.partners, columns = columns, marks = marks,
    mark_of = function(status, key) return marks_of[key][status.code] end,
  }
  if #taken.rows == 0 then
    return
  end
  doc:heading(ctx.label("heading.partners"), { level = 2 })
  doc:text(ctx.label(used.named and "partners.intro-named" or "partners.intro"))
  doc:matrix(taken)
end

local function milestones(ctx, doc)
  local facts, list = ctx.facts, {}
  for _, area in ipairs(ctx.found.areas) do
    for _, m in ipairs(area.milestones) do
      list[#list + 1] = { m = m, area = area }
    end
  end
  if #list == 0 then
    return
  end
  table.sort(list, function(a, b) return date.compare(a.m.date, b.m.date) < 0 end)
  local events = {}
  for i, item in ipairs(list) do
    events[i] = {
      at = item.m.date,
      text = ctx.label("milestone", {
        area = item.area.name, title = facts:said(item.m.title), cite = facts:cite(item.m.record),
      }),
    }
  end
  doc:heading(ctx.label("heading.milestones"), { level = 2 })
  doc:chronology { id = "milestones", events = events }
end

-- How many exercises began in each stretch of years, up to the one of the day.
local function exercise_counts(ctx)
  local first = 1990
  local labels, single, series = {}, {}, {}
  local last = date.year(ctx.as_of)
  for year = first, last, PERIOD do
    labels[#labels + 1] = ctx.label("period", { from = tostring(year), to = tostring(math.min(year + PERIOD - 1, last)) })
    single[#single + 1], series[#series + 1] = 0, 0
  end
  local all = ctx.facts:exercises(nil, { codes = ctx.params.countries })
  for _, e in ipairs(all) do
    local i = (date.year(e.from) - first) // PERIOD + 1
    local counts = e.is_series and series or single
    counts[i] = counts[i] + 1
  end
  return labels, single, series, #all
end

local function drawn(values)
  local out, any = {}, false
  for i, n in ipairs(values) do
    out[i], any = n > 0 and n or NONE, any or n > 0
  end
  return any and out or nil
end

local function exercises(ctx, doc)
  local labels, single, series, n = exercise_counts(ctx)
  if n < 2 then
    return
  end
  local drawings, words = {}, {}
  for i, values in ipairs { single, series } do
    local title = ctx.label(i == 1 and "series.single" or "series.series")
    drawings[#drawings + 1] = drawn(values) and { name = title, values = drawn(values) } or nil
  end
  for i, label in ipairs(labels) do
    words[i] = ctx.label("chart.period", { period = label, n = single[i] + series[i] })
  end
  doc:heading(ctx.label("heading.exercises"), { level = 2 })
  doc:text(ctx.label(ctx.facts:scoped("exercises.intro", ctx.params.countries), { n = n, date = ctx.facts:date(ctx.as_of) }))
  doc:chart {
    kind = "stacked", id = "fig-exercises", labels = labels, series = drawings, show_values = true, decimals = 0,
    y_title = ctx.label("axis.exercises"), height = 120,
    caption = ctx.label("caption.exercises"),
    alt = ctx.label("chart.alt", { values = table.concat(words, ", ") }),
  }
end

local function build(ctx, doc)
  local date_words = ctx.facts:date(ctx.as_of)
  doc:heading(ctx.label("heading"))
  if #ctx.found.areas == 0 then
    doc:text(ctx.label("none", { date = date_words }))
    return
  end
  doc:prose("intro", { date = date_words, n = #ctx.found.areas })
  timeline(ctx, doc)
  areas_table(ctx, doc)
  matrix(ctx, doc)
  exercises(ctx, doc)
  milestones(ctx, doc)
end

return {
  name = "areas", version = "1.0.0", api = 1,
  summary = "The areas of cooperation, what serves them and which partners are on record in them",
  params = {
    countries = { type = "country[]", default = "all", doc = "Countries whose part in the areas is shown" },
  },
  uses = { "drawings", "facts" },
  collect = collect,
  build = build,
}
