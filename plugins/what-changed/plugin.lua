--- What changed between two days: standings, frameworks, programmes, texts, operations, and the events between.

local LEADS = 3  -- standings that are told first

-- Programmes told with the standings of countries.
local STANDINGS = { EOP = true }

-- Changes for which the same can be said on one day, together.
local function grouped(changes)
  local groups, by_key = {}, {}
  for _, c in ipairs(changes) do
    local key = table.concat({ c.date, c.of, c.before, c.after, c.label or "" }, " ")
    if by_key[key] == nil then
      by_key[key] = { change = c, names = {}, records = {} }
      groups[#groups + 1] = by_key[key]
    end
    table.insert(by_key[key].names, c.name)
    table.insert(by_key[key].records, c.record)
  end
  return groups
end

-- Programmes that end because their country becomes an Ally are told by that.
local function programmes(changes)
  local list = {}
  for _, c in ipairs(changes) do
    if not STANDINGS[c.of] and c.reason ~= "nato-accession" then
      list[#list + 1] = c
    end
  end
  return grouped(list)
end

local function collect(ctx)
  local facts, since = ctx.facts, ctx.facts:earlier(ctx.params.since)
  local codes = ctx.facts:narrowed(ctx.params.countries)
  local function changes(kind)
    return facts:changes(since, nil, { kinds = { kind }, codes = codes })
  end
  local standings, countries = facts:standings(since, nil, { codes = codes })
  local found = {
    section = ctx.section.id, since = since,
    standings = standings,
    frameworks = changes("framework"), programmes = programmes(changes("programme")),
    texts = changes("text"), sofa = grouped(changes("sofa")), operations = changes("operation"),
    events = facts:events(nil, { since = since, codes = codes }),
  }
  found.summary = ctx.label("summary", { countries = countries, events = #found.events, since = facts:since(since) })
  return found
end

-- How many there were on each of the two days, and what lies between.
local function numbers(ctx, doc)
  local facts, since = ctx.facts, ctx.found.since
  local rows = {}
  local function row(id, name, before, after)
    rows[#rows + 1] = {
      id = "number-" .. id, name, before, after,
      before == after and "=" or after - before,
    }
  end
  local before, after = facts:counts(since), facts:counts()
  row("members", ctx.label("row.members"), before.members, after.members)
  row("partners", ctx.label("row.partners"), before.partners, after.partners)
  for _, key in ipairs(facts:counted()) do
    local was, is = facts:count(key, since), facts:count(key)
    if was + is > 0 then
      row(key, text.escape(facts:framework_name(key)), was, is)
    end
  end
  doc:table {
    id = "tbl-numbers", caption = ctx.label("caption.numbers"),
    columns = {
      { title = ctx.label("column.what"), header = true, width = "1*" },
      { title = facts:date(since), align = "right", width = "auto" },
      { title = facts:date(ctx.as_of), align = "right", width = "auto" },
      { title = ctx.label("column.difference"), align = "right", width = "auto", format = { sign = true } },
    },
    rows = rows,
  }
end

-- A part of the section: its heading, and its rows as a table, or that nothing changed.
local function part(ctx, doc, key, rows)
  doc:heading(ctx.label("heading." .. key), { level = 2, id = key })
  if #rows == 0 then
    doc:text(ctx.label("none." .. key, { since = ctx.facts:since(ctx.found.since) }))
    return
  end
  doc:table {
    id = "tbl-" .. key,
    caption = ctx.label("caption." .. key),
    columns = {
      { title = ctx.label("column.date"), width = "auto" },
      { title = ctx.label("column." .. key), header = true, width = "3*" },
      { title = ctx.label("column.before"), width = "1*" },
      { title = ctx.label("column.after"), width = "1*" },
      { title = ctx.label("column.source"), width = "auto" },
    },
    rows = rows,
  }
end

-- Rows latest first, of a list and what makes a row's cells of an item of it.
local function rows_of(list, cells)
  local rows = {}
  for i = #list, 1, -1 do
    rows[#rows + 1] = cells(list[i])
  end
  return rows
end

local function standings(ctx, doc)
  local facts = ctx.facts
  part(ctx, doc, "standings", rows_of(ctx.found.standings, function(g)
    local names = text.list(text.sort(g.names))
    if g.verb == "ended" and #g.names > 1 then
      names = ctx.label("all-partners", { n = #g.names })
    end
    return {
      id = table.concat({ "standing", g.date, g.of, g.verb }, "-"),
      facts:when(g.date, g.qualifier), ctx.label("standing", { standing = g.standing, names = names }),
      ctx.label("before." .. g.verb), ctx.label("after." .. g.verb), facts:cite(table.unpack(g.records)),
    }
  end))
end

local function states(ctx, c)
  return ctx.label("state." .. c.before), ctx.label("state." .. c.after)
end

-- Changes of one thing each: a framework, a text, an operation.
local function single(ctx, doc, key, list)
  local facts = ctx.facts
  part(ctx, doc, key, rows_of(list, function(c)
    local before, after = states(ctx, c)
    local name = facts:said(c.name)
    if c.successor then
      name = ctx.label("replaced", { name = name, by = facts:framework_name(c.successor) })
    end
    return {
      id = table.concat({ key, c.date, c.subject, c.after }, "-"),
      facts:when(c.date, c.qualifier), name, before, after, facts:cite(c.record),
    }
  end))
end

-- Changes of countries, those of one kind and day together.
local function of_countries(ctx, doc, key, groups, name_of)
  local facts = ctx.facts
  part(ctx, doc, key, rows_of(groups, function(g)
    local before, after = states(ctx, g.change)
    return {
      id = table.concat({ key, g.change.date, g.change.of, g.change.after, g.change.subject }, "-"),
      facts:when(g.change.date, g.change.qualifier),
      ctx.label("standing", { standing = name_of(g.change), names = text.list(text.sort(g.names)) }),
      before, after, facts:cite(table.unpack(g.records)),
    }
  end))
end

local function events(ctx, doc)
  local facts, list = ctx.facts, {}
  doc:heading(ctx.label("heading.events"), { level = 2, id = "events" })
  if #ctx.found.events == 0 then
    doc:text(ctx.label("none.events", { since = facts:since(ctx.found.since) }))
    return
  end
  for i = #ctx.found.events, 1, -1 do
    local event = ctx.found.events[i]
    list[#list + 1] = {
      at = event.date, id = event.id,
      text = ctx.label("event", { title = facts:said(event.title), cite = facts:cite(event) }),
    }
  end
  doc:chronology { id = "chronology-between", events = list }
end

-- What a reader must not miss: who gained or lost what, the latest first, and how much else there is.
local function point(ctx, doc)
  local facts, found, words = ctx.facts, ctx.found, {}
  for i = #found.standings, math.max(1, #found.standings - LEADS + 1), -1 do
    local g = found.standings[i]
    words[#words + 1] = ctx.label("lead", {
      date = facts:dated(g.date, g.qualifier), standing = g.standing, words = g.words, names = text.list(text.sort(g.names)),
      cite = facts:cite(table.unpack(g.records)),
    })
  end
  words[#words + 1] = found.summary
  doc:callout {
    tone = "key", title = ctx.label("callout", { since = facts:date(found.since), date = facts:date(ctx.as_of) }),
    text = table.concat(words, "\n\n"),
  }
end

local function build(ctx, doc)
  local facts, found = ctx.facts, ctx.found
  doc:heading(ctx.label("heading"))
  point(ctx, doc)
  doc:prose("intro", {
    since = facts:date(found.since), date = facts:date(ctx.as_of),
    scope = ctx.label(facts:scoped("scope", ctx.params.countries)),
  })
  numbers(ctx, doc)
  standings(ctx, doc)
  single(ctx, doc, "frameworks", found.frameworks)
  of_countries(ctx, doc, "programmes", found.programmes, function(c)
    return c.label and facts:said(c.label) or facts:instrument_name(c.of)
  end)
  single(ctx, doc, "texts", found.texts)
  of_countries(ctx, doc, "sofa", found.sofa, function(c) return ctx.label("sofa." .. c.of) end)
  single(ctx, doc, "operations", found.operations)
  events(ctx, doc)
end

return {
  name = "what-changed", version = "1.0.0", api = 1,
  summary = "What changed between an earlier day and the briefing's",
  params = {
    countries = { type = "country[]", default = "all", doc = "Countries whose changes are told; frameworks, texts and operations are always" },
    since = { type = "date", doc = "The earlier day; without it, a year before the briefing's" },
  },
  uses = { "facts" },
  collect = collect,
  build = build,
}
