--- Agreements with partners: status of forces country by country, what was agreed with one partner, the texts of each
--- framework, and the models that other agreements follow.

-- What NATO agrees with one country at a time, in the order of the table.
local AGREED = { "IPP", "IPAP", "ICP", "IPCP", "ITPP", "ACTION-PLAN", "ANP", "CAP", "SNGP", "JPD", "SECAGR" }

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

-- Programmes and declarations agreed with one country: { kind, name, records by country's name }, of those that hold any.
local function agreed_of(ctx)
  local facts, kinds = ctx.facts, {}
  for _, kind in ipairs(AGREED) do
    local active = facts:instruments(ctx.params.countries, nil, { type = kind, in_force = true, status = "active" })
    if #active > 0 then
      kinds[#kinds + 1] = {
        kind = kind, name = facts:instrument_name(kind),
        records = text.sort(active, function(r) return r.name end),
      }
    end
  end
  return kinds
end

-- The texts of each framework that the countries asked for took part in: { framework, texts }.
local function by_framework(ctx)
  local facts, list, took_part = ctx.facts, {}, {}
  for _, m in ipairs(facts:memberships(ctx.params.countries, nil, { past = true })) do
    took_part[m.framework] = true
  end
  for _, framework in ipairs(facts:frameworks()) do
    local texts = facts:legal(nil, { framework = framework.key })
    if #texts > 0 and (took_part[framework.key] or framework.cls == "instrument") then
      list[#list + 1] = { framework = framework, texts = texts }
    end
  end
  return list
end

local function collect(ctx)
  local sofa = sofa_of(ctx)
  return {
    section = ctx.section.id, sofa = sofa, agreed = agreed_of(ctx), frameworks = by_framework(ctx),
    summary = sofa.participants_in_force > 0 and ctx.label("summary", {
      covered = sofa.participants_in_force, participants = sofa.participants,
    }) or nil,
  }
end

-- How many took part in PfP, and for how many of them the Additional Protocol was in force, at each year's end.
local function sofa_chart(ctx, doc)
  local facts = ctx.facts
  local days, years = facts:year_ends(1994)
  if #days < 4 then
    return
  end
  local covered = {}
  for i, day in ipairs(days) do
    local part = {}
    for _, m in ipairs(facts:memberships(nil, day, { framework = "pfp" })) do
      part[m.country] = true
    end
    covered[i] = 0
    for _, record in ipairs(facts:sofa(nil, day)) do
      covered[i] = covered[i] + (part[record.country] and record.status == "in-force" and 1 or 0)
    end
  end
  local participants = facts:series("pfp", days)
  doc:chart {
    kind = "line", id = "fig-sofa", x = "date", labels = years, min = 0,
    series = {
      { name = ctx.label("series.participants"), values = participants },
      { name = ctx.label("series.covered"), values = covered },
    },
    y_title = ctx.label("axis.states"),
    caption = ctx.label("caption.chart", { date = facts:date(ctx.as_of) }),
    alt = ctx.label("chart.alt", {
      from = years[1], to = years[#years], participants = participants[#participants], covered = covered[#covered],
    }),
  }
end

local function sofa_date(ctx, iso)
  return iso and ctx.facts:date(iso) or "–"
end

-- What the agreement is, and each of its protocols that had been concluded by the day.
local function sofa_intro(ctx, agreement)
  local facts = ctx.facts
  local sentences = { ctx.label("sofa.intro", { on = facts:on(agreement.date), cite = facts:cite(agreement) }) }
  for _, key in ipairs({ "pfp-sofa-additional-protocol", "pfp-sofa-further-protocol" }) do
    local protocol = facts:legal_text(key)
    if protocol then
      sentences[#sentences + 1] = ctx.label("sofa." .. key, { cite = facts:cite(protocol) })
    end
  end
  return table.concat(sentences, " ")
end

local function sofa_section(ctx, doc)
  local facts, sofa = ctx.facts, ctx.found.sofa
  local agreement = facts:legal_text("pfp-sofa")
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
  sofa_chart(ctx, doc)
  if #sofa.rows == 0 then
    doc:text(ctx.label("sofa.nobody", { date = facts:date(ctx.as_of) }))
    return
  end
  local missing = 0
  for _, r in ipairs(sofa.rows) do
    missing = missing + (r.status == "not-found" and 1 or 0)
  end
  if missing == #sofa.rows then
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
    rows = rows, notes = { ctx.label("sofa.legend") },
  }
end

local function agreed(ctx, doc)
  local facts, rows = ctx.facts, {}
  doc:heading(ctx.label("heading.agreed"), { level = 2, id = "agreed" })
  if #ctx.found.agreed == 0 then
    doc:text(ctx.label("agreed.none", { date = facts:date(ctx.as_of) }))
    return
  end
  doc:text(ctx.label("agreed.intro"))
  for _, kind in ipairs(ctx.found.agreed) do
    rows[#rows + 1] = { group = text.escape(kind.name) }
    for _, record in ipairs(kind.records) do
      rows[#rows + 1] = {
        id = "agreed-" .. kind.kind .. "-" .. record.country,
        text.escape(record.name), facts:when(record.from, record.qualifier), facts:sources_of({ record }),
      }
    end
  end
  doc:table {
    id = "tbl-agreed", caption = ctx.label("caption.agreed", { date = facts:date(ctx.as_of) }),
    columns = {
      { title = ctx.label("column.country"), header = true, width = "2*" },
      { title = ctx.label("column.since"), width = "1*" },
      { title = ctx.label("column.source"), width = "1*" },
    },
    rows = rows,
  }
end

local function texts_by_framework(ctx, doc)
  local facts, rows = ctx.facts, {}
  if #ctx.found.frameworks == 0 then
    return
  end
  for _, entry in ipairs(ctx.found.frameworks) do
    for i, record in ipairs(entry.texts) do
      rows[#rows + 1] = {
        id = "founding-" .. entry.framework.key .. "-" .. record.key,
        i == 1 and text.escape(entry.framework.short) or "", text.escape(record.short),
        facts:date(record.date) .. facts:dagger(record.unsure.date), ctx.label("nature." .. record.type),
        facts:sources_of({ record }),
      }
    end
  end
  doc:heading(ctx.label("heading.frameworks"), { level = 2 })
  doc:table {
    id = "tbl-founding", caption = ctx.label("caption.frameworks", { date = facts:date(ctx.as_of) }),
    columns = {
      { title = ctx.label("column.framework"), header = true, width = "auto" },
      { title = ctx.label("column.text"), width = "1*" },
      { title = ctx.label("column.date"), width = "auto" },
      { title = ctx.label("column.nature"), width = "auto" },
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
  doc:heading(ctx.label("heading"))
  if #ctx.found.agreed + #ctx.found.frameworks == 0 and ctx.facts:legal_text("pfp-sofa") == nil then
    doc:text(ctx.label("none", { date = ctx.facts:date(ctx.as_of) }))
    return
  end
  doc:prose("intro")
  sofa_section(ctx, doc)
  agreed(ctx, doc)
  texts_by_framework(ctx, doc)
  models(ctx, doc)
end

return {
  name = "agreements", version = "1.0.0", api = 1,
  summary = "Status of forces, what was agreed with one partner, and the texts of each framework",
  params = {
    countries = { type = "country[]", default = "all", doc = "Countries whose agreements are shown" },
  },
  uses = { "facts" },
  collect = collect,
  build = build,
}
