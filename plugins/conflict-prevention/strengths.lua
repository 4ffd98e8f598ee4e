--- Partners' troops as counted: stacked bars, a bar a count.

local NONE = 0 / 0  -- what a chart takes for "no value": not counted is not nought
local NAMED = 5  -- partners that have a colour of their own; the others are one

local strengths = {}

-- The counts that name a partner asked for, and how much of them each country is, all counts weighing the same.
local function counted(ctx)
  local wanted, list, weights = {}, {}, {}
  for _, code in ipairs(ctx.params.countries) do
    wanted[code] = true
  end
  for _, snapshot in ipairs(ctx.facts:snapshots()) do
    local counts, sum = {}, 0
    for _, c in ipairs(snapshot.counts.partners) do
      if wanted[c.code] then
        counts[c.code] = c.n
        sum = sum + c.n
      end
    end
    for code, n in pairs(counts) do
      weights[code] = (weights[code] or 0) + n / sum
    end
    if sum > 0 then
      list[#list + 1] = { snapshot = snapshot, counts = counts, sum = sum }
    end
  end
  return list, weights
end

local function largest(weights)
  local codes = {}
  for code in pairs(weights) do
    codes[#codes + 1] = code
  end
  table.sort(codes, function(a, b) return weights[a] > weights[b] or weights[a] == weights[b] and a < b end)
  return codes
end

local function series_of(ctx, list, weights)
  local codes, series = largest(weights), {}
  local named = #codes <= NAMED + 1 and #codes or NAMED
  for i = 1, named do
    series[i] = { name = ctx.facts:name(codes[i]), values = {} }
    for k, item in ipairs(list) do
      series[i].values[k] = item.counts[codes[i]] or NONE
    end
  end
  if named < #codes then
    local rest = { name = ctx.label("series.others"), values = {} }
    for k, item in ipairs(list) do
      local left = item.sum
      for i = 1, named do
        left = left - (item.counts[codes[i]] or 0)
      end
      rest.values[k] = left > 0 and left or NONE
    end
    series[#series + 1] = rest
  end
  return series
end

local function bar_label(ctx, snapshot)
  local name = ctx.facts:operation_name(snapshot.operation, true)
  return ctx.label(snapshot.partial and "bar.partial" or "bar", { name = name, date = ctx.facts:date(snapshot.date) })
end

function strengths.write(ctx, doc)
  local list, weights = counted(ctx)
  if #list == 0 then
    return
  end
  local labels, words, records, is_partial = {}, {}, {}, false
  for i, item in ipairs(list) do
    labels[i] = bar_label(ctx, item.snapshot)
    words[i] = ctx.label("bar.value", { bar = labels[i], n = item.sum })
    records[i] = item.snapshot
    is_partial = is_partial or item.snapshot.partial
  end
  doc:heading(ctx.label("heading.strengths"), { level = 2, id = "strengths" })
  doc:text(ctx.label("strengths.intro", { n = #list, cite = ctx.facts:cite(table.unpack(records)) }))
  doc:chart {
    kind = "stacked", horizontal = true, id = "fig-strengths", labels = labels, series = series_of(ctx, list, weights),
    y_title = ctx.label("axis.persons"), caption = ctx.label("caption.strengths", { date = ctx.facts:date(ctx.as_of) }),
    note = is_partial and ctx.label("note.partial") or nil,
    alt = ctx.label("strengths.alt", { list = table.concat(words, ctx.label("separator")) }), data = "annex",
  }
end

return strengths
