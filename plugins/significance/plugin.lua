--- What partnership is worth to the Alliance and to coalitions, as far as it is counted: troops by operation, and partners that
--- became Allies. Figures only; what is concluded from them is set off as judgement.

local accession = require("accession")

local LARGEST = 14  -- how many partners the chart of contributions names at most

local function wanted_set(ctx)
  local wanted = {}
  for _, code in ipairs(ctx.params.countries) do
    wanted[code] = true
  end
  return wanted
end

-- Counts that name a partner, with how many of those are asked for and their troops.
local function counts_of(ctx)
  local wanted, list = wanted_set(ctx), {}
  for _, snapshot in ipairs(ctx.facts:snapshots()) do
    local partners, troops = 0, 0
    for _, c in ipairs(snapshot.counts.partners) do
      if wanted[c.code] then
        partners, troops = partners + 1, troops + c.n
      end
    end
    if partners > 0 then
      local share = not snapshot.partial and 100 * troops / snapshot.total or nil
      list[#list + 1] = { snapshot = snapshot, partners = partners, troops = troops, share = share }
    end
  end
  return list
end

-- Countries by the number of operations they contributed to as partners.
local function breadth(ctx)
  local list = {}
  for _, code in ipairs(ctx.params.countries) do
    local seen, n = {}, 0
    for _, c in ipairs(ctx.facts:contributions(code)) do
      n = n + (seen[c.operation] and 0 or 1)
      seen[c.operation] = true
    end
    if n > 0 then
      list[#list + 1] = { code = code, name = ctx.facts:name(code), n = n }
    end
  end
  list = text.sort(list, "name")
  table.sort(list, function(a, b) return a.n > b.n end)
  return list
end

local function summary(ctx, found)
  local complete
  for _, count in ipairs(found.counts) do
    complete = count.share and count or complete
  end
  local words = {}
  local is_all = ctx.facts:is_all(ctx.params.countries)
  if complete and is_all then
    words[1] = ctx.label("summary.share", {
      share = text.number(complete.share, 1), operation = complete.snapshot.name, date = ctx.facts:date(complete.snapshot.date),
      n = complete.partners,
    })
  end
  if not is_all and #found.counts > 0 then
    words[1] = ctx.label("summary.counts-selected", { n = #found.counts })
  end
  if #found.acceded > 0 then
    words[#words + 1] = ctx.label(ctx.facts:scoped("summary.acceded", ctx.params.countries), {
      n = #found.acceded, date = ctx.facts:date(ctx.as_of),
    })
  end
  if #words == 0 then
    return ctx.label(ctx.facts:scoped("summary.none", ctx.params.countries), { date = ctx.facts:date(ctx.as_of) })
  end
  return table.concat(words, " ")
end

local function collect(ctx)
  local found = {
    section = ctx.section.id, counts = counts_of(ctx), breadth = breadth(ctx), acceded = accession.list(ctx),
  }
  found.summary = summary(ctx, found)
  return found
end

local function shares(ctx, doc)
  local facts, rows, is_partial = ctx.facts, {}, false
  doc:heading(ctx.label("heading.shares"), { level = 2, id = "shares" })
  if #ctx.found.counts == 0 then
    doc:text(ctx.label(facts:scoped("shares.none", ctx.params.countries), { date = facts:date(ctx.as_of) }))
    return
  end
  for i, count in ipairs(ctx.found.counts) do
    local s = count.snapshot
    is_partial = is_partial or s.partial
    rows[i] = {
      id = "share-" .. s.operation .. "-" .. s.date, text.escape(s.name), facts:date(s.date),
      s.total and text.number(s.total, 0) or "–", tostring(count.partners), text.number(count.troops, 0),
      count.share and ctx.label("percent", { n = text.number(count.share, 1) }) or "–[^p]", facts:sources_of({ s }),
    }
  end
  doc:text(ctx.label("shares.intro"))
  doc:table {
    id = "tbl-shares",
    caption = ctx.label(ctx.facts:scoped("caption.shares", ctx.params.countries), { date = facts:date(ctx.as_of) }),
    columns = {
      { title = ctx.label("column.operation"), header = true, width = "2*" },
      { title = ctx.label("column.counted"), width = "auto" },
      { title = ctx.label("column.total"), align = "right", width = "auto" },
      { title = ctx.label("column.partners"), align = "right", width = "auto" },
      { title = ctx.label("column.troops"), align = "right", width = "auto" },
      { title = ctx.label("column.share"), align = "right", width = "auto" },
      { title = ctx.label("column.source"), width = "auto" },
    },
    rows = rows, notes = is_partial and { p = ctx.label("note.partial") } or nil,
  }
end

-- The countries that contributed to at least so many operations that they are few enough to be named; none where all did as many.
local function foremost(list)
  local least = 1
  while true do
    local n = 0
    for _, item in ipairs(list) do
      n = n + (item.n >= least and 1 or 0)
    end
    if n <= LARGEST then
      return table.move(list, 1, n, 1, {}), least
    end
    least = least + 1
  end
end

local function chart(ctx, doc)
  local labels, values, words = {}, {}, {}
  local shown, least = foremost(ctx.found.breadth)
  for i, item in ipairs(shown) do
    labels[i], values[i] = item.name, item.n
    words[i] = ctx.label("value", { name = item.name, n = item.n })
  end
  if #labels < 3 then
    return
  end
  doc:text(ctx.label(#shown < #ctx.found.breadth and "breadth.first" or "breadth", {
    n = #labels, all = #ctx.found.breadth, least = least,
  }))
  doc:chart {
    kind = "bar", horizontal = true, id = "fig-breadth", labels = labels, show_values = true, decimals = 0,
    series = { { name = ctx.label("axis.operations"), values = values } }, y_title = ctx.label("axis.operations"),
    caption = ctx.label("caption.breadth", { date = ctx.facts:date(ctx.as_of) }),
    note = ctx.label("note.breadth"),
    alt = ctx.label("breadth.alt", { list = table.concat(words, ctx.label("separator")) }),
  }
end

-- What the figures bear, and what not: undated, so only where the base's own judgement is used.
local function judged(ctx, doc)
  if not (ctx.facts:is_near() and ctx.facts:is_all(ctx.params.countries)) then
    return
  end
  local complete = 0
  for _, count in ipairs(ctx.found.counts) do
    complete = complete + (count.share and 1 or 0)
  end
  ctx.judgement:write(doc, ctx.label("judged", {
    counts = #ctx.found.counts, complete = complete, acceded = #ctx.found.acceded,
    confidence = ctx.judgement:confidence("low"),
  }), { title = ctx.label("judged.title"), id = "judged-significance" })
end

local function build(ctx, doc)
  doc:heading(ctx.label("heading"))
  doc:prose("intro", { date = ctx.facts:date(ctx.as_of) })
  shares(ctx, doc)
  chart(ctx, doc)
  accession.write(ctx, doc)
  judged(ctx, doc)
end

return {
  name = "significance", version = "1.0.0", api = 1,
  summary = "Partners’ share of operations, and partners that became Allies",
  params = {
    countries = { type = "country[]", default = "all", doc = "Countries whose share and accession are shown" },
  },
  uses = { "facts", "judgement" },
  collect = collect,
  build = build,
}
