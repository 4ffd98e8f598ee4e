--- Crises and operations: what prevents the one and who takes part in the other, each as what partners really have.

local strengths = require("strengths")

local CRISES = { "crisis", "suspension", "withdrawal", "reactivation" }
local STRANDS = { "diplomacy", "warning", "deployment", "peacekeeping", "support" }

-- The kinds of operation that a reader tells apart, by the base's types.
local KIND_OF = {
  ["peace-support"] = "ground", stabilisation = "ground", training = "advice", advisory = "advice",
  ["counter-piracy"] = "sea", ["maritime-counter-terrorism"] = "sea", ["maritime-monitoring"] = "sea",
  ["maritime-security"] = "sea", ["air-enforcement"] = "air", ["arms-embargo-and-air"] = "air",
  airlift = "relief", ["disaster-relief"] = "relief",
}
local KINDS = { "ground", "advice", "sea", "air", "relief" }

-- What the map shows around the theatres on record.
local MAP_BOX = { w = -12, s = -6, e = 82, n = 60 }

-- Operations by the day, of a selection those to which one of the countries contributed; contributors are those asked for.
local function operations_of(ctx)
  local list = {}
  for _, operation in ipairs(ctx.facts:operations()) do
    local contributors = ctx.facts:among(operation.contributors, ctx.params.countries)
    if ctx.facts:is_all(ctx.params.countries) or #contributors > 0 then
      list[#list + 1] = { view = operation, contributors = contributors }
    end
  end
  table.sort(list, function(a, b) return date.compare(a.view.from, b.view.from) < 0 end)
  return list
end

-- What the summary says of this section.
local function summary(ctx, found)
  local key = #found.operations == 0 and "summary.none" or "summary"
  local words = ctx.label(ctx.facts:scoped(key, ctx.params.countries), {
    n = #found.operations, joined = found.joined, running = found.running, date = ctx.facts:date(ctx.as_of),
  })
  local last = found.crises[#found.crises]
  if last then
    words = words .. " " .. ctx.label(ctx.facts:scoped("summary.crises", ctx.params.countries), {
      on = ctx.facts:on(last.date), n = #found.crises,
    })
  end
  return words
end

local function collect(ctx)
  local found = {
    section = ctx.section.id, operations = operations_of(ctx), running = 0, joined = 0,
    mechanisms = ctx.facts:mechanisms(), partners = 0,
    crises = ctx.facts:events(nil, { kinds = CRISES, codes = ctx.facts:narrowed(ctx.params.countries) }),
  }
  local seen = {}
  for _, operation in ipairs(found.operations) do
    found.running = found.running + (operation.view.in_force and 1 or 0)
    found.joined = found.joined + (#operation.contributors > 0 and 1 or 0)
    for _, code in ipairs(operation.contributors) do
      found.partners = found.partners + (seen[code] and 0 or 1)
      seen[code] = true
    end
  end
  found.summary = summary(ctx, found)
  return found
end

local function span_words(ctx, operation)
  local facts = ctx.facts
  if operation.to == nil then
    return facts:since_short(operation.from) .. facts:dagger(operation.unsure.from)
  end
  local from = facts:short_date(operation.from) .. facts:dagger(operation.unsure.from)
  return ctx.label("span", { from = from, to = facts:short_date(operation.to) .. facts:dagger(operation.unsure.to) })
end

-- The texts an operation rests on that had been adopted by the day: resolutions by number, others by title.
local function mandate_words(ctx, operation)
  local numbers, titles = {}, {}
  for _, key in ipairs(operation.legal_basis) do
    local text_of = ctx.facts:legal_text(key)
    if text_of and text_of.type == "unsc-resolution" then
      numbers[#numbers + 1] = key:match("%d+")
    elseif text_of then
      titles[#titles + 1] = text.escape(text_of.title)
    end
  end
  if #numbers > 0 then
    table.insert(titles, 1, ctx.label("mandate.resolutions", { n = #numbers, list = text.list(numbers) }))
  end
  return #titles > 0 and table.concat(titles, ctx.label("separator")) or "–"
end

local function contributors_words(ctx, operation)
  local facts, names = ctx.facts, {}
  for _, code in ipairs(operation.contributors) do
    names[#names + 1] = text.escape(facts:name(code)) .. facts:dagger(operation.view.doubted[code])
  end
  return #names > 0 and text.list(text.sort(names)) or "–"
end

local function operations_table(ctx, doc)
  local facts, rows = ctx.facts, {}
  for _, is_running in ipairs { true, false } do
    local group = { { group = ctx.label(is_running and "group.running" or "group.ended") } }
    for _, operation in ipairs(ctx.found.operations) do
      local view = operation.view
      if view.in_force == is_running then
        group[#group + 1] = {
          id = "operation-" .. view.key,
          text.escape(view.name), span_words(ctx, view), mandate_words(ctx, view),
          contributors_words(ctx, operation), facts:sources_of({ view }),
        }
      end
    end
    if #group > 1 then
      table.move(group, 1, #group, #rows + 1, rows)
    end
  end
  doc:table {
    id = "tbl-operations",
    caption = ctx.label(ctx.facts:scoped("caption.operations", ctx.params.countries), { date = facts:date(ctx.as_of) }),
    columns = {
      { title = ctx.label("column.operation"), header = true, width = "1.7*" },
      { title = ctx.label("column.dates"), width = "17%" },
      { title = ctx.label("column.mandate"), width = "2.3*" },
      { title = ctx.label("column.partners"), width = "3.3*" },
      { title = ctx.label("column.source"), width = "auto" },
    },
    rows = rows,
    notes = { ctx.label("note.operations") },
  }
end

local function gantt(ctx, doc)
  if #ctx.found.operations < 3 then
    return
  end
  local rows, held, categories, words = {}, {}, {}, {}
  for i, operation in ipairs(ctx.found.operations) do
    local view, n = operation.view, #operation.contributors
    local kind = KIND_OF[view.type]
    held[kind] = true
    rows[i] = {
      title = ctx.facts:operation_name(view.key, true), from = view.from, to = view.to, category = kind,
      label = n > 0 and ctx.label("gantt.partners", { n = n }) or nil,
    }
    words[i] = ctx.label(view.to and "gantt.ended" or "gantt.open", {
      name = ctx.facts:operation_name(view.key, true), from = date.year(view.from), to = view.to and date.year(view.to),
    })
  end
  for _, kind in ipairs(KINDS) do
    if held[kind] then
      categories[#categories + 1] = { key = kind, title = ctx.label("kind." .. kind) }
    end
  end
  doc:gantt {
    id = "fig-operations", place = "auto", rows = rows, categories = categories, to = ctx.as_of,
    caption = ctx.label("caption.gantt", { date = ctx.facts:date(ctx.as_of) }),
    alt = ctx.label("gantt.alt", { list = table.concat(words, ctx.label("separator")) }),
  }
end

-- One point a theatre: filled where an operation runs on the day.
local function theatres(ctx)
  local points, at = {}, {}
  for _, operation in ipairs(ctx.found.operations) do
    local view = operation.view
    local place = view.lat .. " " .. view.lon
    if at[place] == nil then
      points[#points + 1] = { lat = view.lat, lon = view.lon, label = view.theatre, kind = "ring", size = 6 }
      at[place] = points[#points]
    end
    if view.in_force then
      at[place].kind = "dot"
    end
  end
  return points
end

-- Partners of the day that contribute to an operation now, or did before.
local function contributing(ctx)
  local facts, values, running = ctx.facts, {}, {}
  for _, operation in ipairs(ctx.found.operations) do
    running[operation.view.key] = operation.view.in_force
  end
  for _, status in ipairs(facts:partners(nil, { codes = ctx.params.countries })) do
    for _, c in ipairs(facts:contributions(status.code)) do
      if running[c.operation] and c.to == nil then
        values[status.code] = "now"
      else
        values[status.code] = values[status.code] or "before"
      end
    end
  end
  return values
end

local function map(ctx, doc)
  local points, names, codes = theatres(ctx), {}, {}
  if #points == 0 then
    return
  end
  local values, used = contributing(ctx), {}
  for code, kind in pairs(values) do
    codes[#codes + 1] = code
    used[kind] = true
  end
  local categories = {}
  for _, kind in ipairs { "now", "before" } do
    if used[kind] then
      categories[#categories + 1] = { key = kind, title = ctx.label("map." .. kind) }
    end
  end
  for i, point in ipairs(points) do
    names[i] = point.label
  end
  doc:map {
    id = "map-theatres", place = "auto", bbox = MAP_BOX, points = points, labels = "none", height = 250,
    values = #codes > 0 and values or nil, categories = #codes > 0 and categories or nil,
    caption = ctx.label("caption.map", { date = ctx.facts:date(ctx.as_of) }),
    note = ctx.label("map.note"),
    alt = ctx.label("map.alt", { theatres = text.list(names), n = #codes, names = text.list(ctx.facts:names(codes)) }),
  }
end

local function operations(ctx, doc)
  doc:heading(ctx.label("heading.operations"), { level = 2, id = "operations" })
  if #ctx.found.operations == 0 then
    doc:text(ctx.label(ctx.facts:scoped("operations.none", ctx.params.countries), { date = ctx.facts:date(ctx.as_of) }))
    return
  end
  doc:text(ctx.label("operations.count", {
    n = #ctx.found.operations, running = ctx.found.running, joined = ctx.found.joined, partners = ctx.found.partners,
    date = ctx.facts:date(ctx.as_of),
  }))
  operations_table(ctx, doc)
  gantt(ctx, doc)
  map(ctx, doc)
end

-- What partners have of each mechanism; the base's own account of it is added near its cut-off.
local function mechanisms(ctx, doc)
  local facts, rows = ctx.facts, {}
  for _, strand in ipairs(STRANDS) do
    local group = { { group = ctx.label("strand." .. strand) } }
    for _, m in ipairs(ctx.found.mechanisms) do
      if m.strand == strand then
        local words = facts:said(m.provides)
        if m.description and m.in_force then
          words = words .. " " .. facts:said(m.description)
        end
        local since = facts:short_date(m.established)
        group[#group + 1] = {
          id = "mechanism-" .. m.key, text.escape(m.name),
          m.ended and ctx.label("span", { from = since, to = facts:short_date(m.ended) }) or since,
          words, facts:sources_of({ m }),
        }
      end
    end
    if #group > 1 then
      table.move(group, 1, #group, #rows + 1, rows)
    end
  end
  doc:heading(ctx.label("heading.mechanisms"), { level = 2, id = "mechanisms" })
  doc:text(ctx.label("mechanisms.intro"))
  doc:table {
    id = "tbl-mechanisms", caption = ctx.label("caption.mechanisms", { date = facts:date(ctx.as_of) }),
    columns = {
      { title = ctx.label("column.mechanism"), header = true, width = "2*" },
      { title = ctx.label("column.since"), width = "17%" },
      { title = ctx.label("column.provides"), width = "4*" },
      { title = ctx.label("column.source"), width = "auto" },
    },
    rows = rows,
  }
end

local function crises(ctx, doc)
  local facts, events = ctx.facts, {}
  for i, event in ipairs(ctx.found.crises) do
    events[i] = {
      at = event.date, key = event.kind == "crisis", id = "crisis-" .. event.id,
      text = ctx.label("event", { title = facts:said(event.title), cite = facts:cite(event) }),
    }
  end
  doc:heading(ctx.label("heading.crises"), { level = 2, id = "crises" })
  if #events == 0 then
    doc:text(ctx.label("crises.none", { date = facts:date(ctx.as_of) }))
    return
  end
  doc:text(ctx.label("crises.intro", { n = #events }))
  doc:chronology { id = "chronology-crises", events = events }
end

local function no_guarantee(ctx, doc)
  local facts = ctx.facts
  local clause = facts:legal_text("pfp-framework-document")
  doc:callout {
    tone = "key", id = "no-guarantee", title = ctx.label("guarantee.title"),
    text = ctx.label("guarantee", {
      treaty = facts:cite(facts:legal_text("north-atlantic-treaty")),
      pfp = clause and ctx.label("guarantee.pfp", { cite = facts:cite(clause) }) or "",
    }),
  }
end

local function build(ctx, doc)
  doc:heading(ctx.label("heading"))
  doc:prose("intro", { date = ctx.facts:date(ctx.as_of) })
  no_guarantee(ctx, doc)
  mechanisms(ctx, doc)
  operations(ctx, doc)
  strengths.write(ctx, doc)
  crises(ctx, doc)
end

return {
  name = "conflict-prevention", version = "1.0.0", api = 1,
  summary = "Mechanisms of prevention, operations and who took part, crises and suspensions",
  params = {
    countries = { type = "country[]", default = "all", doc = "Countries whose part in operations and crises is shown" },
  },
  uses = { "facts" },
  collect = collect,
  build = build,
}
