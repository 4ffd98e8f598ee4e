--- Of its own the Mediterranean has the states of the Dialogue: when each joined, the programmes since, and what it gave to
--- operations.

local PROGRAMMES = { "ICP", "IPCP", "ITPP", "DCB", "EOP" }

-- The first of each kind of programme of a country.
local function programmes_of(ctx, code)
  local first = {}
  for _, kind in ipairs(PROGRAMMES) do
    first[kind] = ctx.facts:instruments({ code }, nil, { type = kind, status = "active" })[1]
  end
  return first
end

local function began(ctx, programme)
  if programme == nil then
    return "–"
  end
  return ctx.facts:when(tostring(date.year(programme.from)), programme.qualifier) .. ctx.facts:mark(programme)
end

local function operations_of(ctx, code)
  local facts, names = ctx.facts, {}
  for i, c in ipairs(facts:contributions(code)) do
    names[i] = text.escape(facts:operation_name(c.operation, true)) .. facts:mark(c)
  end
  return #names > 0 and table.concat(names, ", ") or "–"
end

return function(ctx, doc, region)
  local facts, lines, used = ctx.facts, {}, {}
  for _, m in ipairs(facts:memberships(region.codes, nil, { framework = "med-dialogue" })) do
    local first, records = programmes_of(ctx, m.country), { m }
    for kind, programme in pairs(first) do
      used[kind], records[#records + 1] = true, programme
    end
    lines[#lines + 1] = { membership = m, first = first, records = records }
  end
  if #lines == 0 then
    return
  end
  local columns = {
    { title = ctx.label("column.country"), header = true, width = "auto" },
    { title = ctx.label("column.joined"), width = "auto" },
  }
  for _, kind in ipairs(PROGRAMMES) do
    if used[kind] then
      columns[#columns + 1] = { title = ctx.facts:instrument_name(kind, true), width = "auto", max = 60 }
    end
  end
  columns[#columns + 1] = { title = ctx.label("column.operations"), width = "1*", min = 110 }
  columns[#columns + 1] = { title = ctx.label("column.source"), width = "auto" }
  local rows = {}
  for i, line in ipairs(lines) do
    local m = line.membership
    local row = { id = "dialogue-" .. m.country, text.escape(m.name), facts:when(m.joined, m.joined_qualifier) .. facts:mark(m) }
    for _, kind in ipairs(PROGRAMMES) do
      if used[kind] then
        row[#row + 1] = began(ctx, line.first[kind])
      end
    end
    row[#row + 1] = operations_of(ctx, m.country)
    row[#row + 1] = facts:sources_of(line.records)
    rows[i] = row
  end
  doc:table {
    id = "tbl-dialogue", caption = ctx.label("caption.dialogue", { date = facts:date(ctx.as_of) }),
    columns = columns, rows = rows,
  }
end
