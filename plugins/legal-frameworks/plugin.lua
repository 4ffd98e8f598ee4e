--- The texts on which cooperation rests: what binds whom, since when, and how far the status of forces agreement reaches.

local BINDING = { "treaty", "agreement" }
local POLITICAL = { "political-document" }
local RESOLUTIONS = { "unsc-resolution" }
local FEW_EVENTS = 4  -- fewer are told as well by the tables

-- What the selected countries took part in by the day: frameworks and operations, as sets.
local function involvement(ctx)
  local facts, held = ctx.facts, { frameworks = {}, operations = {} }
  for _, m in ipairs(facts:memberships(ctx.params.countries, nil, { past = true })) do
    held.frameworks[m.framework] = true
  end
  for _, code in ipairs(ctx.params.countries) do
    for _, c in ipairs(facts:contributions(code)) do
      held.operations[c.operation] = true
    end
  end
  return held
end

-- A text that concerns one body or operation is left out where none of the countries had to do with it.
local function concerns(facts, held, record)
  local asked = false
  for _, key in ipairs(record.frameworks) do
    local framework = facts:framework(key)
    if framework and framework.cls == "bilateral-body" then
      asked = true
      if held.frameworks[key] then
        return true
      end
    end
  end
  for _, key in ipairs(record.operations) do
    asked = true
    if held.operations[key] then
      return true
    end
  end
  return not asked
end

local function texts_of(ctx, held, types)
  local list = {}
  for _, record in ipairs(ctx.facts:legal(nil, { types = types })) do
    if ctx.facts:is_all(ctx.params.countries) or concerns(ctx.facts, held, record) then
      list[#list + 1] = record
    end
  end
  return list
end

local function collect(ctx)
  local held = involvement(ctx)
  local binding, political = texts_of(ctx, held, BINDING), texts_of(ctx, held, POLITICAL)
  return {
    section = ctx.section.id, summary = ctx.label("summary", { binding = #binding, political = #political }),
    binding = binding, political = political, resolutions = texts_of(ctx, held, RESOLUTIONS),
  }
end

local function in_force_cell(ctx, record)
  local facts = ctx.facts
  local words = record.in_force and facts:date(record.in_force) or ctx.label("cell.not-yet")
  words = words .. facts:dagger(record.unsure.in_force)
  if record.ended then
    words = ctx.label("cell.ended", { from = words, to = facts:date(record.ended) })
  end
  return words
end

local function texts_table(ctx, doc, kind, records)
  local facts, rows = ctx.facts, {}
  for _, record in ipairs(records) do
    local row = {
      id = "text-" .. record.key,
      text.escape(record.title), facts:date(record.date) .. facts:dagger(record.unsure.date),
    }
    if kind == "binding" then
      row[#row + 1] = in_force_cell(ctx, record)
    end
    row[#row + 1] = facts:said(record.parties)
    row[#row + 1] = facts:sources_of({ record })
    rows[#rows + 1] = row
  end
  local columns = {
    { title = ctx.label("column.text"), header = true, width = "3*" },
    { title = ctx.label("column.date"), width = "auto" },
    { title = ctx.label("column.parties"), width = "2*" },
    { title = ctx.label("column.source"), width = "auto" },
  }
  if kind == "binding" then
    table.insert(columns, 3, { title = ctx.label("column.in-force"), width = "18%" })
  end
  doc:table {
    id = "tbl-" .. kind, caption = ctx.label("caption." .. kind, { date = facts:date(ctx.as_of) }),
    columns = columns, rows = rows,
  }
end

local function provisions_table(ctx, doc)
  local facts, rows = ctx.facts, {}
  for _, records in ipairs({ ctx.found.binding, ctx.found.political }) do
    for _, record in ipairs(records) do
      if #record.provisions > 0 then
        rows[#rows + 1] = { group = text.escape(record.title) .. facts:cite(record) }
        for _, provision in ipairs(record.provisions) do
          -- The hyphen of "Annex 1-A" stays.
          local article = facts:ranged(provision.article or "–")
          if article:match("%l") then
            article = facts:said(article)
          end
          rows[#rows + 1] = { article, facts:said(provision.topic) }
        end
      end
    end
  end
  if #rows == 0 then
    return
  end
  doc:heading(ctx.label("heading.provisions"), { level = 2 })
  doc:table {
    id = "tbl-provisions", caption = ctx.label("caption.provisions"),
    columns = {
      { title = ctx.label("column.article"), header = true, width = "auto" },
      { title = ctx.label("column.subject"), width = "1*" },
    },
    rows = rows,
  }
end

-- The texts as they came, from the base's first day on; older ones are in the tables.
local function signatures(ctx, doc)
  local facts, events = ctx.facts, {}
  for kind, records in pairs({ binding = ctx.found.binding, political = ctx.found.political }) do
    for _, record in ipairs(records) do
      if record.date >= facts:base().from then
        events[#events + 1] = { at = record.date, text = record.short, category = kind }
      end
    end
  end
  if #events < FEW_EVENTS then
    return
  end
  table.sort(events, function(a, b) return a.at < b.at end)
  doc:timeline {
    id = "fig-signatures", caption = ctx.label("caption.signatures", { date = facts:date(ctx.as_of) }),
    categories = {
      { key = "binding", title = ctx.label("category.binding") },
      { key = "political", title = ctx.label("category.political") },
    },
    events = events,
  }
end

local function build(ctx, doc)
  local found = ctx.found
  doc:heading(ctx.label("heading"))
  doc:prose("intro", {
    date = ctx.facts:date(ctx.as_of), binding = #found.binding, political = #found.political,
    resolutions = #found.resolutions > 0 and ctx.label("resolutions.count", { n = #found.resolutions }) or "",
    cite = ctx.facts:cite(ctx.facts:legal_text("north-atlantic-treaty")),
  })
  doc:heading(ctx.label("heading.binding"), { level = 2 })
  texts_table(ctx, doc, "binding", found.binding)
  doc:heading(ctx.label("heading.political"), { level = 2 })
  texts_table(ctx, doc, "political", found.political)
  signatures(ctx, doc)
  provisions_table(ctx, doc)
end

return {
  name = "legal-frameworks", version = "1.0.0", api = 1,
  summary = "Treaties, political documents and the status of forces agreement",
  params = {
    countries = { type = "country[]", default = "all", doc = "Countries whose texts and agreements are shown" },
  },
  uses = { "facts" },
  collect = collect,
  build = build,
}
