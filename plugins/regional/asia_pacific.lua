--- Of its own the Asia-Pacific has its four partners side by side, and their strengths in Afghanistan as they were counted.

local NONE = 0 / 0  -- what a chart takes for "no value"
local FOUR = { "AUS", "JPN", "NZL", "KOR" }
local CONTRIBUTED_TO = { isaf = true, rsm = true }

-- Each row of the table: what a country has of it, as records to cite, and how one of them is written.
local function joined(framework)
  return {
    label = "row." .. framework,
    records = function(ctx, code)
      return ctx.facts:memberships({ code }, nil, { framework = framework, past = true })
    end,
    words = function(ctx, m) return ctx.facts:when(m.from, m.qualifier) end,
  }
end

local function programme(kind)
  return {
    label = "row." .. kind,
    records = function(ctx, code)
      return ctx.facts:instruments({ code }, nil, { type = kind, status = "active" })
    end,
    words = function(ctx, i)
      local from = ctx.facts:when(i.from, i.qualifier)
      return i.to and ctx.label("cell.span", { from = from, to = ctx.facts:when(i.to, i.to_qualifier) }) or from
    end,
  }
end

local MISSION = {
  label = "row.mission",
  records = function(ctx, code) return ctx.facts:events(nil, { codes = { code }, kinds = { "office" } }) end,
  words = function(ctx, event) return ctx.facts:date(event.date) end,
}

local OPERATIONS = {
  label = "row.operations",
  records = function(ctx, code) return ctx.facts:contributions(code) end,
  words = function(ctx, c) return text.escape(ctx.facts:operation_name(c.operation, true)) end,
}

local SUMS = {
  label = "row.sums",
  records = function(ctx, code) return ctx.facts:support("UKR", nil, { code }) end,
  words = function(ctx, s) return ctx.facts:sum(s.amount, s.currency) end,
}

local ROWS = {
  joined("contact-countries"), joined("global-partners"), joined("ip4"), programme("JPD"), programme("IPCP"),
  programme("ITPP"), programme("EOP"), MISSION, OPERATIONS, SUMS,
}

local function cell(ctx, row, records)
  local items = {}
  for i, record in ipairs(records) do
    items[i] = row.words(ctx, record) .. ctx.facts:mark(record)
  end
  return #items > 0 and table.concat(items, ", ") or "–"
end

local function selected(region)
  local codes, asked = {}, {}
  for _, status in ipairs(region.current) do
    asked[status.code] = true
  end
  for _, code in ipairs(FOUR) do
    codes[#codes + 1] = asked[code] and code or nil
  end
  return codes
end

local function side_by_side(ctx, doc, codes)
  local facts, rows = ctx.facts, {}
  local columns = { { title = ctx.label("column.what"), header = true, width = "auto" } }
  for _, code in ipairs(codes) do
    columns[#columns + 1] = { title = text.escape(facts:name(code)), width = "1*" }
  end
  columns[#columns + 1] = { title = ctx.label("column.source"), width = "auto" }
  for _, row in ipairs(ROWS) do
    local cells, all = { id = "pacific-" .. row.label, ctx.label(row.label) }, {}
    for _, code in ipairs(codes) do
      local records = row.records(ctx, code)
      table.move(records, 1, #records, #all + 1, all)
      cells[#cells + 1] = cell(ctx, row, records)
    end
    if #all > 0 then
      cells[#cells + 1] = facts:sources_of(all)
      rows[#rows + 1] = cells
    end
  end
  doc:table {
    id = "tbl-pacific", caption = ctx.label("caption.pacific", { date = facts:date(ctx.as_of) }),
    columns = columns, rows = rows,
  }
end

-- The strengths of the region's partners in Afghanistan: one series for each day of a count, one place for each country.
local function strengths(ctx, region)
  local facts, counts, order, records = ctx.facts, {}, {}, {}
  local names, codes = {}, {}
  for _, status in ipairs(region.current) do
    local any = false
    for _, c in ipairs(facts:contributions(status.code)) do
      for _, p in ipairs(CONTRIBUTED_TO[c.operation] and c.personnel or {}) do
        local key = p.date .. c.operation
        if counts[key] == nil then
          counts[key] = { operation = c.operation, date = p.date }
          order[#order + 1] = key
        end
        counts[key][status.code] = p.count
        records[#records + 1], any = p, true
      end
    end
    if any then
      names[#names + 1], codes[#codes + 1] = status.name, status.code
    end
  end
  table.sort(order)
  local series = {}
  for i, key in ipairs(order) do
    local values = {}
    for k, code in ipairs(codes) do
      values[k] = counts[key][code] or NONE
    end
    series[i] = {
      name = ctx.label("series.count", {
        operation = facts:operation_name(counts[key].operation, true), date = facts:date(counts[key].date),
      }),
      values = values,
    }
  end
  return names, series, records
end

local function chart(ctx, doc, region)
  local names, series, records = strengths(ctx, region)
  if #names < 2 then
    return
  end
  doc:chart {
    kind = "bar", id = "fig-pacific-strengths", labels = names, series = series, show_values = true, min = 0,
    y_title = ctx.label("axis.personnel"), caption = ctx.label("caption.strengths"),
    source = ctx.facts:sources_of_each(records),
  }
end

return function(ctx, doc, region)
  local codes = selected(region)
  if #codes > 1 then
    side_by_side(ctx, doc, codes)
  end
  chart(ctx, doc, region)
end
