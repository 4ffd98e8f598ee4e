--- Partners that stand out on the day, by rules alone: Enhanced Opportunities Partners, the largest contingents on record,
--- the most programmes in force. Never an Ally of the day, nor a partner with which cooperation is suspended.

local MOST = 3  -- countries that a rule names; its label says so in a word

local function survey(ctx, status)
  local facts, eop = ctx.facts, nil
  local programmes = facts:instruments({ status.code }, nil, { status = "active", in_force = true })
  for _, i in ipairs(programmes) do
    eop = i.type == "EOP" and i or eop
  end
  return { status = status, programmes = programmes, eop = eop, strength = facts:largest_strength(status.code), why = {} }
end

-- Marks those with the largest numbers: as many as the rule names, without those that share a place with more.
local function mark_largest(list, rule, number_of)
  local ranked = {}
  for _, found in ipairs(list) do
    ranked[#ranked + 1] = number_of(found) > 0 and found or nil
  end
  table.sort(ranked, function(a, b) return number_of(a) > number_of(b) end)
  local next_one = ranked[MOST + 1] and number_of(ranked[MOST + 1]) or 0
  for i = 1, math.min(MOST, #ranked) do
    if number_of(ranked[i]) > next_one then
      table.insert(ranked[i].why, rule)
    end
  end
end

local function collect(ctx)
  local list, notable = {}, {}
  for _, status in ipairs(ctx.facts:partners(nil, { status = "active", codes = ctx.params.countries })) do
    local found = survey(ctx, status)
    found.why[1] = found.eop and "eop" or nil
    list[#list + 1] = found
  end
  mark_largest(list, "strength", function(found) return found.strength and found.strength.count or 0 end)
  mark_largest(list, "programmes", function(found) return #found.programmes end)
  local names = {}
  for _, found in ipairs(list) do
    if #found.why > 0 then
      notable[#notable + 1], names[#names + 1] = found, found.status.name
    end
  end
  local summary = #names > 0 and ctx.label("summary", { n = #names, names = text.list(names) })
    or ctx.label("none", { date = ctx.facts:date(ctx.as_of) })
  return { section = ctx.section.id, notable = notable, summary = summary }
end

local function reasons(ctx, found)
  local facts, items = ctx.facts, {}
  for i, rule in ipairs(found.why) do
    if rule == "eop" then
      items[i] = ctx.label("why.eop", { since = facts:since(found.eop.from, found.eop.qualifier), mark = facts:mark(found.eop) })
    elseif rule == "strength" then
      items[i] = ctx.label("why.strength", {
        n = found.strength.count, operation = facts:operation_name(found.strength.operation, true),
        date = facts:date(found.strength.date), mark = facts:mark(found.strength),
      })
    else
      items[i] = ctx.label("why.programmes", { n = #found.programmes })
    end
  end
  return text.upper_first(table.concat(items, ctx.label("separator")))
end

local function notable_table(ctx, doc)
  local facts, rows = ctx.facts, {}
  for i, found in ipairs(ctx.found.notable) do
    local records = { found.status.record, table.unpack(found.programmes) }
    records[#records + 1] = found.strength
    rows[i] = {
      id = "notable-" .. found.status.code, text.escape(found.status.name), text.escape(found.status.text),
      reasons(ctx, found), facts:sources_of(records),
    }
  end
  doc:table {
    id = "tbl-notable", caption = ctx.label("caption.table", { date = facts:date(ctx.as_of) }),
    columns = {
      { title = ctx.label("column.country"), header = true, width = "auto" },
      { title = ctx.label("column.status"), width = "1*" },
      { title = ctx.label("column.why"), width = "2*" },
      { title = ctx.label("column.source"), width = "auto" },
    },
    rows = rows,
  }
end

-- The largest strength each of them was counted with.
local function chart(ctx, doc)
  local facts, labels, values, records = ctx.facts, {}, {}, {}
  for _, found in ipairs(ctx.found.notable) do
    if found.strength then
      labels[#labels + 1] = ctx.label("chart.label", {
        name = found.status.name, operation = facts:operation_name(found.strength.operation, true),
        year = date.year(found.strength.date),
      })
      values[#values + 1], records[#records + 1] = found.strength.count, found.strength
    end
  end
  if #labels < 3 then
    return
  end
  doc:chart {
    kind = "bar", horizontal = true, id = "fig-notable", labels = labels, show_values = true, min = 0,
    series = { { name = ctx.label("axis.personnel"), values = values } }, y_title = ctx.label("axis.personnel"),
    caption = ctx.label("caption.chart", { date = facts:date(ctx.as_of) }), source = facts:sources_of_each(records),
  }
end

-- The rules that can name someone on the day: a status that was not there yet is not spoken of.
local function rules(ctx)
  local list = { ctx.label("rule.strength"), ctx.label("rule.programmes") }
  if ctx.facts:framework("eop") then
    table.insert(list, 1, ctx.label("rule.eop"))
  end
  return table.concat(list, ctx.label("separator"))
end

local function build(ctx, doc)
  doc:heading(ctx.label("heading"))
  if #ctx.found.notable == 0 then
    doc:text(ctx.label("none", { date = ctx.facts:date(ctx.as_of) }))
    return
  end
  doc:text(ctx.label("intro", { rules = rules(ctx) }))
  notable_table(ctx, doc)
  chart(ctx, doc)
end

return {
  name = "partners-notable", version = "1.0.0", api = 1,
  summary = "Partners that stand out on the day, by rule",
  params = {
    countries = { type = "country[]", default = "all", doc = "Countries to choose from" },
  },
  uses = { "facts" },
  collect = collect,
  build = build,
}
