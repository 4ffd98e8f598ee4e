--- The frameworks of cooperation: what there is, since when, how many take part, and who of the countries asked for.

-- Programmes whose takers the base records, by the type it gives them.
local TAKERS = {
  ipp = "IPP", parp = "PARP", map = "MAP", ipap = "IPAP", icp = "ICP", ipcp = "IPCP", anp = "ANP", pii = "IP",
  eop = "EOP", dcb = "DCB", sngp = "SNGP", ["cap-ukraine"] = "CAP", itpp = "ITPP", tsm = "TSM", purl = "PURL",
}

local CLASSES = { "partnership", "bilateral-body", "informal-group" }

local function counted(facts, framework)
  local n, suspended = facts:count(framework.key)
  framework.partners, framework.suspended = n, suspended
  return framework
end

-- The selected countries by what they are on the day.
local function sort_out(ctx)
  local groups = { partners = {}, allies = {}, others = {} }
  local all = #ctx.params.countries >= #ctx.facts:countries()
  for _, code in ipairs(ctx.params.countries) do
    local status = ctx.facts:status(code)
    if status.kind == "partner" or status.kind == "suspended" then
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
  local running, all = 0, 0
  for _, framework in ipairs(frameworks) do
    if framework.cls == "partnership" then
      all = all + 1
      running = running + (framework.in_force and 1 or 0)
    end
  end
  local key = all == 1 and "summary.one" or running == all and "summary.all" or "summary"
  return ctx.label(key, { n = running, all = all })
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

local function definitions(ctx, doc)
  local items = {}
  for _, f in ipairs(ctx.found.frameworks) do
    if f.in_force then
      items[#items + 1] = ctx.label("definition", {
        name = text.escape(f.name), what = ctx.facts:statement(ctx.label("is." .. f.key), f),
      })
    end
  end
  doc:heading(ctx.label("heading.definitions"), { level = 2 })
  doc:list(items)
end

-- How many hold the programme on the day; marked where one of the records is not verified.
local function takers(ctx, key)
  if TAKERS[key] == nil then
    return "–"
  end
  local n, is_unsure = ctx.facts:holders(TAKERS[key])
  return n > 0 and n .. ctx.facts:dagger(is_unsure) or "–"
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
  doc:heading(ctx.label("heading.programmes"), { level = 2 })
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
end

-- When it joined, and what became of it.
local function membership_words(ctx, m)
  local facts = ctx.facts
  local joined = m.joined_qualifier == "exact" and facts:short_date(m.joined) or facts:when(m.joined, m.joined_qualifier)
  if m.status ~= "active" then
    local stopped = m.qualifier == "exact" and facts:short_date(m.from) or facts:when(m.from, m.qualifier)
    joined = ctx.label("cell." .. m.status, { joined = joined, date = stopped })
  end
  return joined
end

-- A cell of the matrix; its row is cited as a whole, so the mark stands here.
local function membership_cell(ctx, m)
  return m and membership_words(ctx, m) .. ctx.facts:mark(m) or "–"
end

-- The partnership frameworks in force in which one of the countries takes part, as columns.
local function held_frameworks(ctx, partners)
  local keys = {}
  for _, f in ipairs(ctx.found.frameworks) do
    local held = false
    for _, status in ipairs(partners) do
      for _, m in ipairs(status.memberships) do
        held = held or m.framework == f.key
      end
    end
    if held and f.cls == "partnership" then
      keys[#keys + 1] = f.key
    end
  end
  return keys
end

local function memberships(ctx, doc)
  local facts, partners = ctx.facts, ctx.found.groups.partners
  doc:heading(ctx.label("heading.memberships"), { level = 2, id = "memberships" })
  if #partners == 0 then
    doc:text(ctx.label("memberships.none", { date = facts:date(ctx.as_of) }))
    return
  end
  local keys = held_frameworks(ctx, partners)
  local columns = { { title = ctx.label("column.country"), header = true, width = "2*" } }
  for _, key in ipairs(keys) do
    columns[#columns + 1] = { title = facts:framework_name(key, true), width = "auto" }
  end
  columns[#columns + 1] = { title = ctx.label("column.source"), width = "auto" }
  local rows = {}
  for _, status in ipairs(partners) do
    local by_key, row = {}, { text.escape(status.name), id = "member-" .. status.code }
    for _, m in ipairs(status.memberships) do
      by_key[m.framework] = m
    end
    local cited = {}
    for _, key in ipairs(keys) do
      row[#row + 1] = membership_cell(ctx, by_key[key])
      cited[#cited + 1] = by_key[key]
    end
    row[#row + 1] = facts:sources_of(cited)
    rows[#rows + 1] = row
  end
  doc:table {
    id = "tbl-memberships", caption = ctx.label("caption.memberships", { date = facts:date(ctx.as_of) }),
    columns = columns, rows = rows,
  }
end

local function bilateral(ctx, doc)
  local facts, rows = ctx.facts, {}
  for _, f in ipairs(ctx.found.frameworks) do
    if f.cls ~= "partnership" and f.in_force then
      for _, status in ipairs(ctx.found.groups.partners) do
        for _, m in ipairs(status.memberships) do
          if m.framework == f.key then
            rows[#rows + 1] = { text.escape(f.name), text.escape(status.name), membership_words(ctx, m), facts:sources_of({ m }) }
          end
        end
      end
    end
  end
  if #rows == 0 then
    return
  end
  doc:table {
    id = "tbl-bilateral", caption = ctx.label("caption.bilateral", { date = facts:date(ctx.as_of) }),
    columns = {
      { title = ctx.label("column.body"), header = true, width = "2*" },
      { title = ctx.label("column.country"), width = "auto" },
      { title = ctx.label("column.since"), width = "auto" },
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
    local first = facts:memberships({ status.code }, nil, { past = true })
    local earliest = first[1]
    for _, m in ipairs(first) do
      earliest = date.compare(m.from, earliest.from) < 0 and m or earliest
    end
    rows[#rows + 1] = {
      text.escape(status.name),
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
    items[#items + 1] = ctx.label("item.other", {
      name = status.name, status = status.text, cite = status.record and ctx.facts:cite(status.record) or "",
    })
  end
  if #items > 0 then
    doc:text(ctx.label("others.intro", { date = ctx.facts:date(ctx.as_of) }))
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
  definitions(ctx, doc)
  memberships(ctx, doc)
  bilateral(ctx, doc)
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
  uses = { "facts" },
  collect = collect,
  build = build,
}
