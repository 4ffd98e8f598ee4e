--- Countries side by side: what each is on the day, what it takes part in, what it gave, and the path of both.

local NONE = 0 / 0  -- what a chart takes for "no value"

-- The kinds of events that tell a path; visits, exercises and the like are in the countries' own profiles.
local DECISIVE = {
  "accession", "application", "crisis", "framework-created", "invitation", "joined-framework", "programme",
  "reactivation", "suspension", "withdrawal",
}

local function collect(ctx)
  local countries = {}
  for i, code in ipairs(ctx.params.countries) do
    local facts = ctx.facts
    countries[i] = {
      code = code, status = facts:status(code), country = facts:country(code),
      memberships = facts:memberships({ code }), contributions = facts:contributions(code), sofa = facts:sofa({ code })[1],
    }
  end
  return { section = ctx.section.id, countries = countries }
end

-- A row of the table: what a country has of it, as records to cite, and how one of them is written.

local STATUS = {
  key = "status",
  records = function(_, found) return { found.status.record } end,
  words = function(_, _, found) return text.escape(found.status.text) end,
}

local FRAMEWORKS = {
  key = "frameworks",
  records = function(_, found) return found.memberships end,
  words = function(ctx, m)
    local name = text.escape(ctx.facts:framework_name(m.framework, true))
    return m.status == "active" and name or ctx.label("cell." .. m.status, { name = name })
  end,
}

local PROGRAMMES = {
  key = "programmes",
  records = function(ctx, found)
    return ctx.facts:instruments({ found.code }, nil, { status = "active", in_force = true })
  end,
  words = function(ctx, i)
    return ctx.label("cell.programme", { name = ctx.facts:instrument_name(i.type, true), year = date.year(i.from) })
  end,
}

local PATH = {
  key = "path",
  records = function(_, found)
    local path, steps = found.country.accession, {}
    for _, step in ipairs({ "applied", "invited", "protocol_signed", "acceded" }) do
      if path and path[step] then
        steps[#steps + 1] = {
          step = step, at = path[step], sources = path.sources,
          verified = path.verified and not path.unsure[step] and not (step == "acceded" and path.unsure.accession_day),
        }
      end
    end
    return steps
  end,
  words = function(ctx, s) return ctx.label("step." .. s.step, { date = ctx.facts:date(s.at) }) end,
}

local OPERATIONS = {
  key = "operations",
  records = function(_, found) return found.contributions end,
  words = function(ctx, c) return text.escape(ctx.facts:operation_name(c.operation, true)) end,
}

local STRENGTH = {
  key = "strength",
  records = function(ctx, found) return { ctx.facts:largest_strength(found.code) } end,
  words = function(ctx, p)
    return ctx.label("cell.strength", {
      n = p.count, operation = ctx.facts:operation_name(p.operation, true), date = ctx.facts:date(p.date),
    })
  end,
}

local SOFA = {
  key = "sofa",
  records = function(_, found) return { found.sofa and found.sofa.protocol and found.sofa or nil } end,
  words = function(ctx, s) return ctx.label("cell.sofa", { date = ctx.facts:date(s.protocol) }) end,
}

local ROWS = { STATUS, FRAMEWORKS, PROGRAMMES, PATH, OPERATIONS, STRENGTH, SOFA }

local function cell(ctx, row, found, records)
  local items = {}
  for i, record in ipairs(records) do
    items[i] = row.words(ctx, record, found) .. ctx.facts:mark(record)
  end
  return #items > 0 and table.concat(items, ctx.label("separator")) or "–"
end

local function side_by_side(ctx, doc)
  local facts, rows = ctx.facts, {}
  local columns = { { title = "", header = true, width = "auto" } }
  for _, found in ipairs(ctx.found.countries) do
    columns[#columns + 1] = { title = text.escape(found.status.name), width = "1*" }
  end
  columns[#columns + 1] = { title = ctx.label("column.source"), width = "auto" }
  for _, row in ipairs(ROWS) do
    local cells, all = { id = "compared-" .. row.key, ctx.label("row." .. row.key) }, {}
    for _, found in ipairs(ctx.found.countries) do
      local records = row.records(ctx, found)
      table.move(records, 1, #records, #all + 1, all)
      cells[#cells + 1] = cell(ctx, row, found, records)
    end
    if #all > 0 then
      cells[#cells + 1] = facts:sources_of(all)
      rows[#rows + 1] = cells
    end
  end
  if #rows == 0 then
    doc:text(ctx.label("none", { date = facts:date(ctx.as_of) }))
    return
  end
  doc:table {
    id = "tbl-compared", caption = ctx.label("caption.table", { date = facts:date(ctx.as_of) }), columns = columns, rows = rows,
  }
end

local function courses(ctx, doc)
  local facts, rows, all = ctx.facts, {}, {}
  for _, found in ipairs(ctx.found.countries) do
    local row, records = ctx.drawings:course(found.code)
    rows[#rows + 1] = row
    table.move(records, 1, #records, #all + 1, all)
  end
  if #rows > 0 then
    doc:gantt {
      id = "fig-compared-courses", rows = rows, categories = ctx.drawings:standings(), to = ctx.as_of,
      caption = ctx.label("caption.courses", { date = facts:date(ctx.as_of) }), source = facts:sources_of_each(all),
    }
  end
end

-- The last strength of each country in each operation in which more than one of them was counted.
local function strengths(ctx, doc)
  local facts, counts, order, records = ctx.facts, {}, {}, {}
  for k, found in ipairs(ctx.found.countries) do
    for _, c in ipairs(found.contributions) do
      local last = c.personnel[#c.personnel]
      if last then
        if counts[c.operation] == nil then
          counts[c.operation] = { n = 0 }
          order[#order + 1] = c.operation
        end
        counts[c.operation][k], counts[c.operation].n = last, counts[c.operation].n + 1
      end
    end
  end
  local labels, series = {}, {}
  for k, found in ipairs(ctx.found.countries) do
    series[k] = { name = found.status.name, values = {} }
  end
  for _, operation in ipairs(order) do
    if counts[operation].n > 1 then
      labels[#labels + 1] = facts:operation_name(operation, true)
      for k in ipairs(series) do
        local last = counts[operation][k]
        series[k].values[#labels] = last and last.count or NONE
        records[#records + 1] = last
      end
    end
  end
  if #labels > 0 then
    doc:chart {
      kind = "bar", id = "fig-compared-strengths", labels = labels, series = series, show_values = true, min = 0,
      y_title = ctx.label("axis.personnel"), caption = ctx.label("caption.strengths"), source = facts:sources_of_each(records),
    }
  end
end

local function chronology(ctx, doc)
  local facts, events = ctx.facts, {}
  local codes = {}
  for i, found in ipairs(ctx.found.countries) do
    codes[i] = found.code
  end
  for i, event in ipairs(facts:events(nil, { codes = codes, kinds = DECISIVE })) do
    local named = facts:among(codes, event.countries)
    events[i] = { at = event.date, text = facts:said(event.title) .. facts:cite(event), key = #named > 1 }
  end
  if #events > 0 then
    doc:heading(ctx.label("heading.chronology"), { level = 2 })
    doc:text(ctx.label("chronology.intro"))
    doc:chronology { id = "chronology-compared", events = events }
  end
end

local function build(ctx, doc)
  local names, codes = {}, {}
  for i, found in ipairs(ctx.found.countries) do
    names[i], codes[i] = found.status.name, found.code
  end
  doc:heading(text.escape(text.list(names)), { id = "comparison" })
  doc:map(ctx.maps:status {
    id = "map-compared", countries = codes,
    caption = ctx.label("caption.map", { names = text.list(names), date = ctx.facts:date(ctx.as_of) }),
  })
  side_by_side(ctx, doc)
  courses(ctx, doc)
  strengths(ctx, doc)
  chronology(ctx, doc)
end

return {
  name = "comparison", version = "1.0.0", api = 1,
  summary = "Countries side by side",
  params = {
    countries = { type = "list", of = "country", min = 2, max = 4, required = true, doc = "The countries to compare: two read best, four have room" },
  },
  uses = { "drawings", "facts", "maps" },
  collect = collect,
  build = build,
}
