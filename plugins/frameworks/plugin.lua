--- The frameworks of cooperation: what there is, since when, how many take part, and who of the countries asked for.

local draw_gantt = require("gantt")

-- Programmes whose takers the base records, by the type it gives them.
local TAKERS = {
  ipp = "IPP", parp = "PARP", map = "MAP", ipap = "IPAP", icp = "ICP", ipcp = "IPCP", anp = "ANP", pii = "IP",
  eop = "EOP", dcb = "DCB", sngp = "SNGP", ["cap-ukraine"] = "CAP", itpp = "ITPP", tsm = "TSM", purl = "PURL",
}

local CLASSES = { "partnership", "bilateral-body", "informal-group" }

-- The partners and what they take part in, drawn where there are two to compare.
local function draw_matrix(ctx, doc, marks, options)
  options.partners, options.marks = ctx.found.groups.partners, {}
  for i, key in ipairs(marks) do
    options.marks[i] = { key = key, title = ctx.label("mark." .. key) }
  end
  local matrix = ctx.drawings:matrix(options)
  if #matrix.columns > 1 and #matrix.rows > 1 then
    doc:matrix(matrix)
  end
end

local function counted(facts, framework)
  local n, suspended = facts:count(framework.key)
  framework.partners, framework.suspended = n, suspended
  return framework
end

-- The selected countries by what they are on the day.
local function sort_out(ctx)
  local groups = { partners = {}, allies = {}, others = {} }
  local all = ctx.facts:is_all(ctx.params.countries)
  for _, code in ipairs(ctx.params.countries) do
    local status = ctx.facts:status(code)
    if status.is_partner then
      table.insert(groups.partners, status)
    elseif status.kind == "ally" then
      table.insert(groups.allies, status)
    elseif status.kind ~= "none" or not all then
      table.insert(groups.others, status)
    end
  end
  for kind, list in pairs(groups) do
    groups[kind] = text.sort(list, function(s) return s.name end)
  end
  return groups
end

local function summary(ctx, frameworks)
  local running, all = {}, 0
  for _, framework in ipairs(frameworks) do
    if framework.cls == "partnership" then
      all = all + 1
      running[#running + 1] = framework.in_force and ctx.facts:framework_name(framework.key) or nil
    end
  end
  local key = all == 1 and "summary.one" or #running == all and "summary.all" or "summary"
  return ctx.label(key, { n = #running, all = all, names = text.list(running) })
end

local function collect(ctx)
  local facts = ctx.facts
  local frameworks = {}
  for _, framework in ipairs(facts:frameworks()) do
    if framework.cls ~= "instrument" then
      frameworks[#frameworks + 1] = counted(facts, framework)
    end
  end
  return {
    section = ctx.section.id, summary = summary(ctx, frameworks),
    counts = facts:counts(), frameworks = frameworks, groups = sort_out(ctx),
  }
end

-- The number of partners and of those not active; dashes where the framework has ended or none is.
local function partners_cells(framework)
  local suspended = framework.in_force and framework.suspended > 0 and tostring(framework.suspended) or "–"
  return framework.in_force and tostring(framework.partners) or "–", suspended
end

local function full_name(framework)
  local with_acronym = framework.acronym and not framework.name:find(framework.acronym, 1, true)
  return text.escape(with_acronym and framework.name .. " (" .. framework.acronym .. ")" or framework.name)
end

local function frameworks_table(ctx, doc)
  local facts, rows = ctx.facts, {}
  for _, cls in ipairs(CLASSES) do
    local group = { { group = ctx.label("class." .. cls) } }
    for _, f in ipairs(ctx.found.frameworks) do
      if f.cls == cls then
        local partners, suspended = partners_cells(f)
        group[#group + 1] = {
          id = "framework-" .. f.key,
          full_name(f), facts:when(f.established, f.qualifier), f.ended and facts:date(f.ended) or "–",
          partners, suspended, facts:sources_of({ f }),
        }
      end
    end
    if #group > 1 then
      table.move(group, 1, #group, #rows + 1, rows)
    end
  end
  doc:table {
    id = "tbl-frameworks", caption = ctx.label("caption.frameworks", { date = facts:date(ctx.as_of) }),
    columns = {
      { title = ctx.label("column.framework"), header = true },
      { title = ctx.label("column.established"), width = "auto" },
      { title = ctx.label("column.ended"), width = "auto" },
      { title = ctx.label("column.partners"), align = "right", width = "auto" },
      { title = ctx.label("column.inactive"), align = "right" },
      { title = ctx.label("column.source"), width = "auto" },
    },
    rows = rows,
  }
end

-- The frameworks of the section by class, for the drawing.
local function gantt(ctx, doc)
  local groups = {}
  for i, cls in ipairs(CLASSES) do
    groups[i] = { title = ctx.label("class." .. cls), frameworks = {} }
    for _, f in ipairs(ctx.found.frameworks) do
      if f.cls == cls then
        table.insert(groups[i].frameworks, f)
      end
    end
  end
  draw_gantt(ctx, doc, groups, {
    id = "fig-frameworks", caption = ctx.label("caption.gantt", { date = ctx.facts:date(ctx.as_of) }),
  })
end

-- Parts of one statement, with what the language sets between them.
local function joined(ctx, parts)
  local words = parts[1]
  for i = 2, #parts do
    words = ctx.label("join", { head = words, tail = parts[i] })
  end
  return words
end

-- What a framework is, on what it rests, and, where undated text may be used, to what end.
local function definition(ctx, f)
  local facts = ctx.facts
  local parts = {
    facts:statement(ctx.label("is." .. f.key), f),
    ctx.label("founding", { text = facts:said(f.founding) }),
    ctx.label("nature." .. f.legal_nature),
  }
  if f.objectives then
    local aims = {}
    for i, aim in ipairs(f.objectives) do
      aims[i] = facts:said(aim)
    end
    parts[#parts + 1] = ctx.label("objectives", { text = joined(ctx, aims) })
  end
  return table.concat(parts, " ")
end

local function definitions(ctx, doc)
  local items = { id = "def-frameworks", loose = true, term = "run-in" }
  for _, f in ipairs(ctx.found.frameworks) do
    if f.in_force then
      items[#items + 1] = { full_name(f), definition(ctx, f), id = "def-" .. f.key }
    end
  end
  doc:heading(ctx.label("heading.definitions"), { level = 2 })
  doc:definitions(items)
end

-- How many hold the programme on the day; marked where one of the records is not verified.
local function takers(ctx, key)
  if TAKERS[key] == nil then
    return "–"
  end
  local n, is_unsure = ctx.facts:holders(TAKERS[key])
  return n > 0 and n .. ctx.facts:dagger(is_unsure) or "–"
end

-- What a country holds of a programme on the day: how sure, or not yet agreed; nil where nothing.
local function programme_mark(ctx, status, key)
  local mark
  for _, i in ipairs(TAKERS[key] and ctx.facts:instruments({ status.code }, nil, { type = TAKERS[key], in_force = true }) or {}) do
    mark = i.status ~= "active" and (mark or "planned") or (i.verified or mark == "active") and "active" or "unsure"
  end
  return mark
end

local function programmes_matrix(ctx, doc, list)
  local columns = {}
  for i, f in ipairs(list) do
    columns[i] = { key = f.key, title = f.acronym or f.name }
  end
  draw_matrix(ctx, doc, { "active", "unsure", "planned" }, {
    id = "tbl-programme-matrix", caption = ctx.label("caption.programme-matrix", { date = ctx.facts:date(ctx.as_of) }),
    columns = columns,
    mark_of = function(status, key) return programme_mark(ctx, status, key) end,
  })
end

local function programmes(ctx, doc)
  local facts, rows = ctx.facts, {}
  local list = facts:frameworks(nil, { cls = "instrument", in_force = true })
  table.sort(list, function(a, b)
    local order = date.compare(a.established, b.established)
    return order < 0 or order == 0 and a.key < b.key
  end)
  for _, f in ipairs(list) do
    rows[#rows + 1] = {
      full_name(f),
      facts:when(f.established, f.qualifier), takers(ctx, f.key), facts:sources_of({ f }),
    }
  end
  doc:heading(ctx.label("heading.programmes"), { level = 2, id = "programmes" })
  if #rows == 0 then
    doc:text(ctx.label("programmes.none", { date = facts:date(ctx.as_of) }))
    return
  end
  doc:text(ctx.label("programmes.intro"))
  doc:table {
    id = "tbl-programmes", caption = ctx.label("caption.programmes", { date = facts:date(ctx.as_of) }),
    columns = {
      { title = ctx.label("column.programme"), header = true, width = "3*" },
      { title = ctx.label("column.since"), width = "auto" },
      { title = ctx.label("column.countries"), align = "right", width = "auto" },
      { title = ctx.label("column.source"), width = "auto" },
    },
    rows = rows,
  }
  draw_gantt(ctx, doc, { { frameworks = list } }, {
    id = "fig-programmes", caption = ctx.label("caption.programmes-gantt", { date = facts:date(ctx.as_of) }),
  })
  programmes_matrix(ctx, doc, list)
end

-- "PfP 11 Jan 1995 (suspended 19 Nov 2021)": when it joined, and what became of it.
local function membership_words(ctx, m)
  local facts = ctx.facts
  return ctx.label("joined." .. m.status, {
    framework = facts:framework_name(m.framework, true), joined = facts:short_date(m.joined, m.joined_qualifier),
    date = facts:short_date(m.from, m.qualifier), mark = facts:mark(m),
  })
end

-- Bodies with one country each stand in one column.
local function column_of(framework)
  return framework.cls == "bilateral-body" and "own" or framework.key
end

-- The frameworks of the partners as signs; how each stands is in the table that follows.
local function membership_matrix(ctx, doc)
  local columns, of, seen = {}, {}, {}
  for _, f in ipairs(ctx.found.frameworks) do
    local key = column_of(f)
    of[f.key] = key
    if f.in_force and not seen[key] then
      seen[key] = true
      columns[#columns + 1] = { key = key, title = key == "own" and ctx.label("column.own") or f.acronym or f.name }
    end
  end
  draw_matrix(ctx, doc, { "active", "suspended", "restricted" }, {
    id = "tbl-matrix", caption = ctx.label("caption.matrix", { date = ctx.facts:date(ctx.as_of) }),
    columns = columns,
    mark_of = function(status, key)
      for _, m in ipairs(status.memberships) do
        if of[m.framework] == key then
          return m.status
        end
      end
    end,
  })
end

local function memberships(ctx, doc)
  local facts, partners = ctx.facts, ctx.found.groups.partners
  doc:heading(ctx.label("heading.memberships"), { level = 2, id = "memberships" })
  if #partners == 0 then
    doc:text(ctx.label("memberships.none", { date = facts:date(ctx.as_of) }))
    return
  end
  membership_matrix(ctx, doc)
  local rows = {}
  for _, status in ipairs(partners) do
    local held, words = table.move(status.memberships, 1, #status.memberships, 1, {}), {}
    table.sort(held, function(a, b) return date.compare(a.joined, b.joined) < 0 end)
    for i, m in ipairs(held) do
      words[i] = membership_words(ctx, m)
    end
    rows[#rows + 1] = {
      id = "member-" .. status.code,
      text.escape(status.name), joined(ctx, words), facts:sources_of(status.memberships),
    }
  end
  doc:table {
    id = "tbl-memberships", caption = ctx.label("caption.memberships", { date = facts:date(ctx.as_of) }),
    columns = {
      { title = ctx.label("column.country"), header = true, width = "auto" },
      { title = ctx.label("column.memberships"), width = "1*" },
      { title = ctx.label("column.source"), width = "auto" },
    },
    rows = rows,
  }
end

-- Countries asked for that are Allies on the day: when they became partners and when Allies.
local function allies(ctx, doc)
  local facts, list = ctx.facts, ctx.found.groups.allies
  if #list == 0 then
    return
  end
  local rows = {}
  for _, status in ipairs(list) do
    local earliest = facts:first_membership(status.code)
    rows[#rows + 1] = {
      id = "ally-" .. status.code, text.escape(status.name),
      earliest and facts:framework_name(earliest.framework, true) .. ", " .. facts:when(earliest.from, earliest.qualifier)
        .. facts:mark(earliest) or "–",
      facts:date(status.since) .. facts:mark(status.record), facts:sources_of({ status.record, earliest }),
    }
  end
  doc:heading(ctx.label("heading.allies"), { level = 2 })
  doc:text(ctx.label("allies.intro", { n = #list, date = facts:date(ctx.as_of) }))
  doc:table {
    id = "tbl-allies", caption = ctx.label("caption.allies", { date = facts:date(ctx.as_of) }),
    columns = {
      { title = ctx.label("column.country"), header = true, width = "2*" },
      { title = ctx.label("column.first"), width = "2*" },
      { title = ctx.label("column.ally"), width = "auto" },
      { title = ctx.label("column.source"), width = "auto" },
    },
    rows = rows,
  }
end

local function others(ctx, doc)
  local items = {}
  for _, status in ipairs(ctx.found.groups.others) do
    items[#items + 1] = {
      id = "other-" .. status.code, text = ctx.label("item.other", {
        name = status.name, status = status.text, cite = status.record and ctx.facts:cite(status.record) or "",
      }),
    }
  end
  if #items > 0 then
    doc:text(ctx.label("others.intro", { n = #items, date = ctx.facts:date(ctx.as_of) }))
    doc:list(items)
  end
end

-- How the counts are made, as far as it matters on the day.
local function counting_rules(ctx, counts)
  local rules = {}
  if counts.suspended > 0 then
    rules[#rules + 1] = ctx.label("rule.suspended", { n = counts.suspended })
  end
  if #ctx.facts:members() > 16 then
    rules[#rules + 1] = ctx.label("rule.allies")
  end
  return table.concat(rules, " ")
end

local function build(ctx, doc)
  local counts = ctx.found.counts
  doc:heading(ctx.label("heading"))
  doc:prose("intro", {
    date = ctx.facts:date(ctx.as_of), members = counts.members, partners = counts.partners,
    rules = counting_rules(ctx, counts),
  })
  frameworks_table(ctx, doc)
  gantt(ctx, doc)
  definitions(ctx, doc)
  memberships(ctx, doc)
  others(ctx, doc)
  allies(ctx, doc)
  programmes(ctx, doc)
end

return {
  name = "frameworks", version = "1.0.0", api = 1,
  summary = "The frameworks of cooperation and who takes part in them",
  params = {
    countries = { type = "country[]", default = "all", doc = "Countries whose memberships are shown" },
  },
  uses = { "drawings", "facts" },
  collect = collect,
  build = build,
}
