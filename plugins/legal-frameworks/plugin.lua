--- The texts on which cooperation rests: what binds whom, since when, and how far the status of forces agreement reaches.

local BINDING = { "treaty", "agreement" }
local POLITICAL = { "political-document" }
local RESOLUTIONS = { "unsc-resolution" }

local function is_all(ctx)
  return #ctx.params.countries >= #ctx.facts:countries()
end

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
    if is_all(ctx) or concerns(ctx.facts, held, record) then
      list[#list + 1] = record
    end
  end
  return list
end

-- The status of forces agreement: countries asked for that have joined PfP by the day, and the count over all.
local function sofa_of(ctx)
  local facts = ctx.facts
  local joined = {}
  for _, m in ipairs(facts:memberships(nil, nil, { framework = "pfp", past = true })) do
    joined[m.country] = true
  end
  local sofa = { rows = {}, joined = 0, in_force = 0, signed = 0, participants = 0, participants_in_force = 0 }
  local wanted = {}
  for _, code in ipairs(ctx.params.countries) do
    wanted[code] = true
  end
  for _, record in ipairs(facts:sofa()) do
    if joined[record.country] then
      local takes_part = #facts:memberships({ record.country }, nil, { framework = "pfp" }) > 0
      local covered = record.status == "in-force"
      sofa.joined = sofa.joined + 1
      sofa.in_force = sofa.in_force + (covered and 1 or 0)
      if takes_part then
        sofa.participants = sofa.participants + 1
        sofa.participants_in_force = sofa.participants_in_force + (covered and 1 or 0)
      end
      if wanted[record.country] and takes_part then
        sofa.rows[#sofa.rows + 1] = record
      end
    end
  end
  sofa.rows = text.sort(sofa.rows, function(r) return r.name end)
  return sofa
end

local function collect(ctx)
  local held = involvement(ctx)
  return {
    of = "legal-frameworks", section = ctx.section.id,
    binding = texts_of(ctx, held, BINDING), political = texts_of(ctx, held, POLITICAL),
    resolutions = texts_of(ctx, held, RESOLUTIONS), sofa = sofa_of(ctx),
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

local function resolutions_table(ctx, doc, records)
  local facts, rows = ctx.facts, {}
  for _, record in ipairs(records) do
    local topics, operations = {}, {}
    for i, provision in ipairs(record.provisions) do
      topics[i] = provision.topic
    end
    for _, operation in ipairs(facts:operations()) do
      for _, key in ipairs(record.operations) do
        if key == operation.key then
          operations[#operations + 1] = operation.name
        end
      end
    end
    rows[#rows + 1] = {
      id = "text-" .. record.key,
      record.key:match("%d+"), facts:date(record.date) .. facts:dagger(record.unsure.date),
      facts:said(table.concat(topics, ctx.label("separator"))), #operations > 0 and text.escape(table.concat(operations, ctx.label("separator"))) or "–",
      facts:sources_of({ record }),
    }
  end
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

local function provisions_table(ctx, doc)
  local facts, rows = ctx.facts, {}
  for _, records in ipairs({ ctx.found.binding, ctx.found.political }) do
    for _, record in ipairs(records) do
      if #record.provisions > 0 then
        rows[#rows + 1] = { group = text.escape(record.title) .. facts:cite(record) }
        for _, provision in ipairs(record.provisions) do
          -- Ranges of articles ("52-54", "I-X") take a dash; the hyphen of "Annex 1-A" stays.
          local article = (provision.article or "–"):gsub("^([%dIVX]+)%-([%dIVX]+)$", "%1–%2")
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

local function sofa_date(ctx, iso)
  return iso and ctx.facts:date(iso) or "–"
end

local function text_named(ctx, key)
  for _, record in ipairs(ctx.found.binding) do
    if record.key == key then
      return record
    end
  end
end

-- What the agreement is, and each of its protocols that had been concluded by the day.
local function sofa_intro(ctx, agreement)
  local facts = ctx.facts
  local sentences = { ctx.label("sofa.intro", { on = facts:on(agreement.date), cite = facts:cite(agreement) }) }
  for _, key in ipairs({ "pfp-sofa-additional-protocol", "pfp-sofa-further-protocol" }) do
    local protocol = text_named(ctx, key)
    if protocol then
      sentences[#sentences + 1] = ctx.label("sofa." .. key, { cite = facts:cite(protocol) })
    end
  end
  return table.concat(sentences, " ")
end

local function sofa_section(ctx, doc)
  local facts, sofa = ctx.facts, ctx.found.sofa
  local agreement = text_named(ctx, "pfp-sofa")
  doc:heading(ctx.label("heading.sofa"), { level = 2, id = "sofa" })
  if agreement == nil then
    doc:text(ctx.label("sofa.none", { date = facts:date(ctx.as_of) }))
    return
  end
  doc:text(sofa_intro(ctx, agreement))
  doc:text(ctx.label("sofa.count", {
    date = facts:date(ctx.as_of), joined = sofa.joined, in_force = sofa.in_force,
    participants = sofa.participants, covered = sofa.participants_in_force,
  }))
  local missing = false
  for _, r in ipairs(sofa.rows) do
    missing = missing or r.status == "not-found"
  end
  if missing then
    doc:text(ctx.label("sofa.legend"))
  end
  if #sofa.rows == 0 then
    doc:text(ctx.label("sofa.nobody", { date = facts:date(ctx.as_of) }))
    return
  end
  local rows = {}
  for _, r in ipairs(sofa.rows) do
    rows[#rows + 1] = {
      id = "sofa-" .. r.country, text.escape(r.name), ctx.label("sofa." .. r.status),
      sofa_date(ctx, r.agreement), sofa_date(ctx, r.protocol), sofa_date(ctx, r.further), facts:sources_of({ r }),
    }
  end
  doc:table {
    id = "tbl-sofa", caption = ctx.label("caption.sofa", { date = facts:date(ctx.as_of) }),
    columns = {
      { title = ctx.label("column.country"), header = true, width = "2*" },
      { title = ctx.label("column.status"), width = "auto" },
      { title = ctx.label("column.agreement"), width = "auto" },
      { title = ctx.label("column.protocol"), width = "auto" },
      { title = ctx.label("column.further"), width = "auto" },
      { title = ctx.label("column.source"), width = "auto" },
    },
    rows = rows,
  }
end

local function models(ctx, doc)
  local items, facts = {}, ctx.facts
  for _, model in ipairs(facts:legal_models()) do
    items[#items + 1] = ctx.label("model", {
      title = text.escape(model.title), role = facts:statement(facts:said(model.role), model),
    })
  end
  if #items > 0 then
    doc:heading(ctx.label("heading.models"), { level = 2 })
    doc:text(ctx.label("models.intro"))
    doc:list(items)
  end
end

local function build(ctx, doc)
  local found = ctx.found
  doc:heading(ctx.label("heading"))
  doc:prose("intro", {
    date = ctx.facts:date(ctx.as_of), binding = #found.binding, political = #found.political,
    resolutions = #found.resolutions > 0 and ctx.label("resolutions.count", { n = #found.resolutions }) or "",
    cite = ctx.facts:cite(text_named(ctx, "north-atlantic-treaty")),
  })
  doc:heading(ctx.label("heading.binding"), { level = 2 })
  texts_table(ctx, doc, "binding", found.binding)
  doc:heading(ctx.label("heading.political"), { level = 2 })
  texts_table(ctx, doc, "political", found.political)
  if #found.resolutions > 0 then
    doc:heading(ctx.label("heading.resolutions"), { level = 2 })
    doc:text(ctx.label("resolutions.intro"))
    resolutions_table(ctx, doc, found.resolutions)
  end
  provisions_table(ctx, doc)
  sofa_section(ctx, doc)
  models(ctx, doc)
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
