--- Challenges and criticism: what is held against cooperation, each with its dated evidence; the base's reading of it apart.

local NONE = 0 / 0  -- what a chart takes for "no value"
local CATEGORIES = { "political", "military", "legal", "institutional", "geopolitical", "security", "regional" }
local FEWEST = 4    -- of a count that shows how far partners lie apart
local PERIOD = 5    -- years that the table of evidence takes together

-- Memberships of the countries asked for in which cooperation is stopped or cut on the day.
local function halted(ctx)
  local list = {}
  for _, m in ipairs(ctx.facts:memberships(ctx.params.countries)) do
    if m.status ~= "active" then
      list[#list + 1] = m
    end
  end
  table.sort(list, function(a, b) return date.compare(a.from, b.from) < 0 end)
  return list
end

local function latest(challenges)
  local last
  for _, challenge in ipairs(challenges) do
    for _, evidence in ipairs(challenge.evidence) do
      last = (last == nil or date.compare(evidence.date, last) > 0) and evidence.date or last
    end
  end
  return last
end

local function collect(ctx)
  local challenges = ctx.facts:challenges(nil, { codes = ctx.facts:narrowed(ctx.params.countries) })
  local found = { section = ctx.section.id, challenges = challenges, halted = halted(ctx), pieces = 0 }
  for _, challenge in ipairs(challenges) do
    found.pieces = found.pieces + #challenge.evidence
  end
  local last = latest(challenges)
  local key = last and "summary" or "none"
  found.summary = ctx.label(ctx.facts:scoped(key, ctx.params.countries), {
    n = #challenges, pieces = found.pieces, date = ctx.facts:date(ctx.as_of), on = last and ctx.facts:on(last),
  })
  return found
end

local function evidence_blocks(ctx, challenge)
  local facts, items = ctx.facts, {}
  for i, e in ipairs(challenge.evidence) do
    items[i] = ctx.label("evidence", { date = facts:dated(e.date), fact = facts:said(e.words), cite = facts:cite(e) })
  end
  return table.concat(items, "\n\n")
end

local function evidence_table(ctx, doc)
  local rows = {}
  for _, category in ipairs(CATEGORIES) do
    local group = { { group = ctx.label("category." .. category) } }
    for _, challenge in ipairs(ctx.found.challenges) do
      if challenge.category == category then
        group[#group + 1] = {
          id = "challenge-" .. challenge.key, text.escape(challenge.name), { blocks = evidence_blocks(ctx, challenge) },
        }
      end
    end
    if #group > 1 then
      table.move(group, 1, #group, #rows + 1, rows)
    end
  end
  doc:table {
    id = "tbl-challenges", caption = ctx.label("caption.challenges", { date = ctx.facts:date(ctx.as_of) }),
    columns = {
      { title = ctx.label("column.challenge"), header = true, width = "28%" },
      { title = ctx.label("column.evidence"), width = "1*" },
    },
    rows = rows,
  }
end

-- How many pieces of evidence each category has in each span of years up to the day.
local function tally(ctx, first, last)
  local counts, used = {}, {}
  for _, challenge in ipairs(ctx.found.challenges) do
    for _, e in ipairs(challenge.evidence) do
      local column = (date.year(e.date) - first) // PERIOD + 1
      counts[challenge.category] = counts[challenge.category] or {}
      counts[challenge.category][column] = (counts[challenge.category][column] or 0) + 1
      used[challenge.category] = true
    end
  end
  return counts, used, (last - first) // PERIOD + 1
end

local function matrix(ctx, doc)
  if ctx.found.pieces < FEWEST then
    return
  end
  local first, last = 9999, date.year(ctx.as_of)
  for _, challenge in ipairs(ctx.found.challenges) do
    for _, e in ipairs(challenge.evidence) do
      first = math.min(first, date.year(e.date) // PERIOD * PERIOD)
    end
  end
  local counts, used, spans = tally(ctx, first, last)
  local columns, rows = { { title = ctx.label("column.category"), header = true, width = "2*" } }, {}
  for i = 1, spans do
    local from = first + (i - 1) * PERIOD
    local to = math.min(from + PERIOD - 1, last)
    columns[i + 1] = {
      title = from == to and tostring(from) or ctx.label("years", { from = from, to = to }), align = "right", width = "1*",
    }
  end
  for _, category in ipairs(CATEGORIES) do
    if used[category] then
      local row = { id = "evidence-" .. category, ctx.label("category." .. category) }
      for i = 1, spans do
        row[i + 1] = counts[category][i] or ""
      end
      rows[#rows + 1] = row
    end
  end
  doc:table {
    id = "tbl-evidence", caption = ctx.label("caption.evidence", { date = ctx.facts:date(ctx.as_of) }),
    columns = columns, rows = rows, heat = { legend = false },
  }
end

local function suspensions(ctx, doc)
  local facts, rows = ctx.facts, {}
  doc:heading(ctx.label("heading.suspensions"), { level = 2, id = "suspensions" })
  if #ctx.found.halted == 0 then
    doc:text(ctx.label(ctx.facts:scoped("suspensions.none", ctx.params.countries), { date = facts:date(ctx.as_of) }))
    return
  end
  for i, m in ipairs(ctx.found.halted) do
    rows[i] = {
      id = "halted-" .. m.country .. "-" .. m.framework, text.escape(m.name), text.escape(facts:framework_name(m.framework)),
      ctx.label("halted." .. m.status), facts:when(m.from, m.qualifier), facts:sources_of({ m }),
    }
  end
  doc:table {
    id = "tbl-suspensions", caption = ctx.label("caption.suspensions", { date = facts:date(ctx.as_of) }),
    columns = {
      { title = ctx.label("column.country"), header = true, width = "1.2*" },
      { title = ctx.label("column.framework"), width = "2*" },
      { title = ctx.label("column.state"), width = "1.4*" },
      { title = ctx.label("column.since"), width = "auto" },
      { title = ctx.label("column.source"), width = "auto" },
    },
    rows = rows,
  }
end

-- The count that names most partners, the latest of those that name as many.
local function widest(ctx)
  local best
  for _, snapshot in ipairs(ctx.facts:snapshots()) do
    if best == nil or #snapshot.counts.partners >= #best.counts.partners then
      best = snapshot
    end
  end
  return best and #best.counts.partners >= FEWEST and best or nil
end

local function gaps(ctx, doc)
  local snapshot, wanted = widest(ctx), {}
  if snapshot == nil then
    return
  end
  for _, code in ipairs(ctx.params.countries) do
    wanted[code] = true
  end
  local labels, own, words = {}, {}, {}
  local has_own = false
  local others = {}
  for i, c in ipairs(snapshot.counts.partners) do
    local mine = wanted[c.code] or false
    labels[i], own[i], others[i] = ctx.facts:name(c.code), mine and c.n or NONE, mine and NONE or c.n
    words[i] = ctx.label("value", { name = labels[i], n = c.n })
    has_own = has_own or mine
  end
  if not has_own then
    return
  end
  local most, least = snapshot.counts.partners[1], snapshot.counts.partners[#snapshot.counts.partners]
  local is_all = ctx.facts:is_all(ctx.params.countries)
  local series = { { name = ctx.label(ctx.facts:scoped("series.partners", ctx.params.countries)), values = own } }
  if not is_all then
    series[2] = { name = ctx.label("series.others"), values = others }
  end
  doc:heading(ctx.label("heading.gaps"), { level = 2, id = "gaps" })
  doc:text(ctx.label("gaps", {
    operation = ctx.facts:operation_name(snapshot.operation, true), on = ctx.facts:on(snapshot.date), n = #labels, most = ctx.facts:name(most.code), most_n = most.n,
    least = ctx.facts:name(least.code), least_n = least.n, cite = ctx.facts:cite(snapshot),
  }))
  doc:chart {
    kind = is_all and "bar" or "stacked", horizontal = true, id = "fig-gaps", labels = labels, series = series,
    show_values = true, y_title = ctx.label("axis.persons"), decimals = 0,
    caption = ctx.label("caption.gaps", { operation = snapshot.name, date = ctx.facts:date(snapshot.date) }),
    note = snapshot.partial and ctx.label("note.partial") or nil,
    alt = ctx.label("gaps.alt", { operation = snapshot.name, list = table.concat(words, ctx.label("separator")) }),
  }
end

-- What the base makes of the challenges, and what may be done: no evidence, so set off.
local function judged(ctx, doc)
  local facts, items = ctx.facts, {}
  for _, challenge in ipairs(ctx.found.challenges) do
    if challenge.summary then
      items[#items + 1] = ctx.label("judged", {
        name = challenge.name, summary = facts:said(challenge.summary), mitigation = facts:said(challenge.mitigation),
      })
    end
  end
  if #items > 0 then
    doc:heading(ctx.label("heading.judged"), { level = 2, id = "judged" })
    ctx.judgement:write(doc, table.concat(items, "\n\n"), { title = ctx.label("judged.title"), id = "judged-challenges" })
  end
end

local function build(ctx, doc)
  doc:heading(ctx.label("heading"))
  if #ctx.found.challenges == 0 then
    doc:text(ctx.label(ctx.facts:scoped("none", ctx.params.countries), { date = ctx.facts:date(ctx.as_of) }))
  else
    doc:prose("intro", { n = #ctx.found.challenges, pieces = ctx.found.pieces, date = ctx.facts:date(ctx.as_of) })
    matrix(ctx, doc)
    evidence_table(ctx, doc)
  end
  suspensions(ctx, doc)
  gaps(ctx, doc)
  judged(ctx, doc)
end

return {
  name = "challenges", version = "1.0.0", api = 1,
  summary = "Challenges and criticism, each with dated evidence",
  params = {
    countries = { type = "country[]", default = "all", doc = "Countries whose challenges and suspensions are shown" },
  },
  uses = { "facts", "judgement" },
  collect = collect,
  build = build,
}
