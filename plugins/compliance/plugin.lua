--- Compliance with international law: what the Charter of the United Nations asks, the mandates of each operation with
--- partners, the resolutions, and the debates on legality.

-- What an operation can rest on, in the order of the matrix.
local BASES = {
  { key = "resolution", type = "unsc-resolution" },
  { key = "agreement", type = "agreement" },
  { key = "treaty", type = "treaty" },
}

-- Operations of the day in which one of the countries asked for took part, the oldest first, each with its texts.
local function operations_of(ctx)
  local facts, list, wanted = ctx.facts, {}, ctx.params.countries
  for _, operation in ipairs(facts:operations()) do
    if facts:is_all(wanted) or #facts:among(operation.contributors, wanted) > 0 then
      operation.texts = facts:legal(nil, { operation = operation.key })
      list[#list + 1] = operation
    end
  end
  table.sort(list, function(a, b)
    local order = date.compare(a.from, b.from)
    return order < 0 or order == 0 and a.key < b.key
  end)
  return list
end

local function collect(ctx)
  local operations, resolutions, seen = operations_of(ctx), {}, {}
  local mandated = 0
  for _, operation in ipairs(operations) do
    local has = false
    for _, record in ipairs(operation.texts) do
      has = has or record.type == "unsc-resolution"
      seen[record.key] = true
    end
    mandated = mandated + (has and 1 or 0)
  end
  for _, record in ipairs(ctx.facts:legal(nil, { types = { "unsc-resolution" } })) do
    if seen[record.key] or #record.operations == 0 then
      resolutions[#resolutions + 1] = record
    end
  end
  return {
    section = ctx.section.id, operations = operations, resolutions = resolutions,
    summary = #operations > 0 and ctx.label("summary", { n = #operations, mandated = mandated }) or nil,
  }
end

-- What partners have subscribed to: the Charter by article, and where the partnership's own text says so.
local function charter(ctx, doc)
  local facts, rows = ctx.facts, {}
  local record = facts:legal_text("un-charter")
  for _, provision in ipairs(record.provisions) do
    rows[#rows + 1] = {
      id = "charter-" .. provision.article:gsub("%W", "-"),
      facts:ranged(provision.article), facts:said(provision.topic),
    }
  end
  local framework = facts:legal_text("pfp-framework-document")
  doc:heading(ctx.label("heading.charter"), { level = 2, id = "charter" })
  doc:text(ctx.label(framework and "charter.restated" or "charter", {
    cite = facts:cite(record), restated = framework and facts:cite(framework) or "",
  }))
  doc:table {
    id = "tbl-charter", caption = ctx.label("caption.charter"),
    columns = {
      { title = ctx.label("column.article"), header = true, width = "auto" },
      { title = ctx.label("column.subject"), width = "1*" },
    },
    rows = rows,
  }
end

-- "1031, 1088": the texts of one kind that an operation rests on.
local function texts_cell(operation, kind)
  local names = {}
  for _, record in ipairs(operation.texts) do
    if record.type == kind then
      names[#names + 1] = text.escape(record.short)
    end
  end
  return #names > 0 and table.concat(names, ", ") or "–"
end

local function mandates(ctx, doc)
  local facts, rows, without = ctx.facts, {}, {}
  doc:heading(ctx.label("heading.mandates"), { level = 2, id = "mandates" })
  if #ctx.found.operations == 0 then
    doc:text(ctx.label("mandates.none", { date = facts:date(ctx.as_of) }))
    return
  end
  for _, operation in ipairs(ctx.found.operations) do
    local row = { id = "mandate-" .. operation.key, text.escape(operation.name), facts:date(operation.from) }
    for _, base in ipairs(BASES) do
      row[#row + 1] = texts_cell(operation, base.type)
    end
    row[#row + 1] = facts:sources_of({ operation, table.unpack(operation.texts) })
    rows[#rows + 1] = row
    if #operation.texts == 0 then
      without[#without + 1] = operation.name
    end
  end
  doc:text(ctx.label("mandates.intro"))
  local columns = {
    { title = ctx.label("column.operation"), header = true, width = "3*" },
    { title = ctx.label("column.began"), width = "auto" },
  }
  for _, base in ipairs(BASES) do
    columns[#columns + 1] = { title = ctx.label("column." .. base.key), width = "2*" }
  end
  columns[#columns + 1] = { title = ctx.label("column.source"), width = "auto" }
  doc:table {
    id = "tbl-mandates", caption = ctx.label("caption.mandates", { date = facts:date(ctx.as_of) }),
    columns = columns, rows = rows,
  }
  if #without > 0 then
    doc:text(ctx.label("mandates.without", { n = #without, names = table.concat(without, ctx.label("separator")) }))
  end
end

-- Operations and, at their days, the resolutions that bear on them.
local function mandates_chart(ctx, doc)
  local rows = {}
  for _, operation in ipairs(ctx.found.operations) do
    local spans = { { from = operation.from, to = operation.to, category = "operation" } }
    for _, record in ipairs(operation.texts) do
      if record.type == "unsc-resolution" then
        spans[#spans + 1] = { at = record.date, category = "resolution" }
      end
    end
    if #spans > 1 then
      rows[#rows + 1] = { title = operation.name, spans = spans }
    end
  end
  if #rows < 3 then
    return
  end
  doc:gantt {
    id = "fig-mandates", rows = rows, to = ctx.as_of,
    categories = {
      { key = "operation", title = ctx.label("category.operation") },
      { key = "resolution", title = ctx.label("category.resolution") },
    },
    caption = ctx.label("caption.gantt", { date = ctx.facts:date(ctx.as_of) }),
  }
end

local function resolutions(ctx, doc)
  local facts, rows, begun = ctx.facts, {}, ctx.facts:operations()
  if #ctx.found.resolutions == 0 then
    return
  end
  for _, record in ipairs(ctx.found.resolutions) do
    local topics, operations = {}, {}
    for i, provision in ipairs(record.provisions) do
      topics[i] = provision.topic
    end
    for _, operation in ipairs(begun) do
      if #facts:among({ operation.key }, record.operations) > 0 then
        operations[#operations + 1] = operation.name
      end
    end
    rows[#rows + 1] = {
      id = "text-" .. record.key,
      record.short, facts:date(record.date) .. facts:dagger(record.unsure.date),
      facts:said(table.concat(topics, ctx.label("separator"))),
      #operations > 0 and text.escape(table.concat(operations, ctx.label("separator"))) or "–",
      facts:sources_of({ record }),
    }
  end
  doc:heading(ctx.label("heading.resolutions"), { level = 2 })
  doc:text(ctx.label("resolutions.intro"))
  doc:table {
    id = "tbl-resolutions", caption = ctx.label("caption.resolutions", { date = facts:date(ctx.as_of) }),
    columns = {
      { title = ctx.label("column.number"), header = true, width = "auto" },
      { title = ctx.label("column.date"), width = "auto" },
      { title = ctx.label("column.subject"), width = "2*" },
      { title = ctx.label("column.operations"), width = "2*" },
      { title = ctx.label("column.source"), width = "auto" },
    },
    rows = rows,
  }
end

-- Where the base records that the mandate of an operation, or how it was read, was disputed.
local function debates(ctx, doc)
  local facts, items = ctx.facts, {}
  for _, challenge in ipairs(facts:challenges()) do
    for _, evidence in ipairs(challenge.key == "legitimacy" and challenge.evidence or {}) do
      items[#items + 1] = ctx.label("debate", {
        date = facts:dated(evidence.date), words = facts:said(evidence.words), cite = facts:cite(evidence),
      })
    end
  end
  doc:heading(ctx.label("heading.debates"), { level = 2, id = "debates" })
  if #items == 0 then
    doc:text(ctx.label("debates.none", { date = facts:date(ctx.as_of) }))
    return
  end
  doc:text(ctx.label("debates.intro", { n = #items }))
  doc:list(items)
  doc:text(ctx.label("debates.one-side"))
end

local function build(ctx, doc)
  doc:heading(ctx.label("heading"))
  doc:prose("intro")
  charter(ctx, doc)
  mandates(ctx, doc)
  mandates_chart(ctx, doc)
  resolutions(ctx, doc)
  debates(ctx, doc)
end

return {
  name = "compliance", version = "1.0.0", api = 1,
  summary = "Charter, mandates of operations, resolutions, debates on legality",
  params = {
    countries = { type = "country[]", default = "all", doc = "Countries whose operations are shown" },
  },
  uses = { "facts" },
  collect = collect,
  build = build,
}
