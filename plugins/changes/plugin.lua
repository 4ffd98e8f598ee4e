--- What is different from the edition before: what happened to partners since, and what its sections say otherwise.

-- Kinds of changes told one by one, in this order.
local KINDS = { "framework", "programme", "text", "sofa", "operation" }

local function collect(ctx)
  local previous = ctx.edition and ctx.edition.previous
  local since = previous and previous.as_of
  local before = previous and previous.findings and previous.findings[ctx.section.id]
  local memory = before and before.memory
  local found = { section = ctx.section.id, standings = {}, others = {}, learned = {}, retracted = {}, restated = {}, material = false }
  if ctx.params.facts then
    found.memory, found.retracted = ctx.facts:memory(ctx.as_of), ctx.facts:retracted(memory)
    found.restated = ctx.facts:restated(memory)
    found.learned = ctx.facts:learned(memory, memory and memory.last)
  end
  if not since or since >= ctx.as_of then
    found.material = #found.learned + #found.retracted + #found.restated > 0
    return found
  end
  local codes = ctx.facts:narrowed(ctx.params.countries)
  found.since = since
  found.standings = ctx.facts:standings(since, nil, { codes = codes })
  for _, kind in ipairs(KINDS) do
    for _, c in ipairs(ctx.facts:other_changes(since, nil, { kinds = { kind }, codes = codes })) do
      found.others[#found.others + 1] = c
    end
  end
  found.material = #found.standings + #found.others + #found.learned + #found.retracted + #found.restated > 0
  return found
end

local function standing_row(ctx, g)
  return {
    id = table.concat({ "standing", g.date, g.of, g.verb }, "-"),
    ctx.facts:when(g.date, g.qualifier),
    ctx.label("of", { what = g.standing, who = text.list(text.sort(g.names)) }),
    ctx.label("before." .. g.verb), ctx.label("after." .. g.verb), ctx.facts:cite(table.unpack(g.records)),
  }
end

-- What it happened to: a country's programme or text, or the record itself.
local function subject(ctx, c)
  if c.country then
    return ctx.label("of", { what = c.what, who = c.country })
  end
  return c.successor and ctx.label("replaced", { name = c.what, by = ctx.facts:framework_name(c.successor) }) or c.what
end

local function other_row(ctx, c)
  return {
    id = table.concat({ c.kind, c.date, c.subject, c.of or "x", c.after }, "-"),
    ctx.facts:when(c.date, c.qualifier), subject(ctx, c),
    ctx.label("state." .. c.before), ctx.label("state." .. c.after), ctx.facts:cite(c.record),
  }
end

-- Something that lies before the edition before, and that the base has learned of, or holds no longer.
local function late_row(ctx, one, before, after)
  return {
    id = table.concat({ before, after, one.key }, "-"), ctx.facts:date(one.at), one.words,
    one.before or ctx.label("record." .. before), ctx.label("record." .. after), one.records and ctx.facts:cite(table.unpack(one.records)) or "–",
  }
end

local function facts(ctx, doc)
  local found, rows = ctx.found, {}
  for _, g in ipairs(found.standings) do
    rows[#rows + 1] = standing_row(ctx, g)
  end
  for _, c in ipairs(found.others) do
    rows[#rows + 1] = other_row(ctx, c)
  end
  for _, one in ipairs(found.learned) do
    rows[#rows + 1] = late_row(ctx, one, "unknown", "known")
  end
  for _, one in ipairs(found.restated) do
    rows[#rows + 1] = late_row(ctx, one, "known", "restated")
  end
  for _, one in ipairs(found.retracted) do
    rows[#rows + 1] = late_row(ctx, one, "known", "retracted")
  end
  if #rows == 0 then
    doc:text(ctx.label("none.facts"))
    return
  end
  doc:table {
    id = "tbl-changes-facts", caption = ctx.label("caption.facts"),
    columns = {
      { title = ctx.label("column.date"), width = "auto" },
      { title = ctx.label("column.what"), header = true, width = "3*" },
      { title = ctx.label("column.before"), width = "1*" },
      { title = ctx.label("column.after"), width = "1*" },
      { title = ctx.label("column.source"), width = "auto" },
    },
    rows = rows,
  }
end

local function excepted(ctx)
  local set = {}
  for _, id in ipairs(ctx.params.except) do
    set[id] = true
  end
  return set
end

-- Differences of sections that are about the subject, not about the document.
local function wanted(ctx)
  local except, list = excepted(ctx), {}
  for _, c in ipairs(ctx.changes) do
    if c.what ~= "source" and not except[c.section] then
      list[#list + 1] = c
    end
  end
  return list
end

local function differences(ctx, doc)
  doc:heading(ctx.label("heading.text"), { level = 2, id = "changes-text" })
  if not ctx.changes then
    doc:text(ctx.label("none.compared"))
    return
  end
  local list = wanted(ctx)
  if #list == 0 then
    doc:text(ctx.label("none.text"))
    return
  end
  ctx.differing:table(doc, list, { id = "tbl-changes-text", caption = ctx.label("caption.text"), rows = ctx.params.rows })
end

local function build(ctx, doc)
  doc:heading(ctx.label("heading"))
  if not ctx.edition then
    doc:text(ctx.label("none.series"))
  elseif ctx.edition.previous == nil then
    doc:text(ctx.label("first"))
  else
    local previous = ctx.edition.previous
    doc:text(ctx.label("since", { n = previous.number, day = ctx.facts:date(previous.as_of) }))
    if ctx.found.since == nil then
      doc:text(ctx.label("not-later"))
    end
    if ctx.params.facts and (ctx.found.since ~= nil or ctx.found.material) then
      facts(ctx, doc)
    end
    differences(ctx, doc)
  end
end

return {
  name = "changes", version = "1.0.0", api = 1, last = true,
  summary = "What is different from the edition before",
  params = {
    countries = { type = "country[]", default = "all", doc = "Countries whose changes are told; frameworks, texts and operations are always" },
    except = { type = "text[]", default = { "sources" }, doc = "Ids of sections that are not compared with the edition before" },
    facts = { type = "boolean", default = true, doc = "Tell what happened, too; false where a section of the report, as period, does" },
    rows = { type = "integer", default = 60, min = 1, max = 1000, doc = "How many differences of the text are listed at most" },
  },
  uses = { "facts", "differing" },
  collect = collect,
  build = build,
}
