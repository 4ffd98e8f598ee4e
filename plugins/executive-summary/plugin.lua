--- The point of the day on one page: where things stand, what happened last, what the other sections found, and the numbers
--- where no section of the report shows them.

local RECENT_MONTHS = 12
local LAST_CHANGES = 9
local LEAST_CHANGES = 3  -- of the kinds below; where there are fewer, events of all kinds are told
local CHANGES = {
  "accession", "suspension", "joined-framework", "framework-created", "framework-change", "withdrawal", "reactivation",
  "invitation", "application", "summit",
}

local function or_dash(n)
  return n > 0 and tostring(n) or "–"
end

-- The Allies that joined last: several may have joined on one day.
local function last_members(facts)
  local members, last = facts:members(), {}
  for _, member in ipairs(members) do
    if member.accession == members[#members].accession then
      last[#last + 1] = member
    end
  end
  return last
end

local function numbers(ctx, doc)
  local facts = ctx.facts
  local counts, member = facts:counts(), last_members(facts)[1]
  local membership = { sources = member.sources, verified = member.is_verified, at = member.accession }
  local rows = {
    { id = "key-members", ctx.label("row.members"), tostring(counts.members), "–", facts:sources_of({ membership }) },
    { id = "key-partners", ctx.label("row.partners"), tostring(counts.partners), or_dash(counts.suspended), ctx.label("counted") },
  }
  for _, key in ipairs(facts:counted()) do
    local framework = facts:framework(key)
    if framework and framework.in_force then
      local n, suspended = facts:count(key)
      rows[#rows + 1] = {
        id = "key-" .. key, text.escape(framework.name), tostring(n), or_dash(suspended), facts:sources_of({ framework }),
      }
    end
  end
  doc:table {
    id = "tbl-key-numbers", caption = ctx.label("caption.numbers", { date = facts:date(ctx.as_of) }),
    columns = {
      { title = ctx.label("column.what"), header = true, width = "2*" },
      { title = ctx.label("column.number"), align = "right", width = "auto" },
      { title = ctx.label("column.inactive"), align = "right", width = "20%" },
      { title = ctx.label("column.source"), width = "auto" },
    },
    rows = rows, notes = { ctx.label("marks") },
  }
end

local function suspended_sentence(ctx)
  local facts, items = ctx.facts, {}
  for i, status in ipairs(facts:partners(nil, { status = "suspended" })) do
    items[i] = ctx.label("suspended.one", {
      name = status.name, since = facts:since(status.since, status.record.qualifier), cite = facts:cite(status.record),
    })
  end
  return #items > 0 and ctx.label("suspended", { list = text.list(items) }) or nil
end

local function overview(ctx)
  local facts = ctx.facts
  local counts = facts:counts()
  local last, names = last_members(facts), {}
  for i, member in ipairs(last) do
    names[i] = member.name
  end
  local sentences = {
    ctx.label("overview", {
      date = facts:date(ctx.as_of), members = counts.members, partners = counts.partners,
      n = #last, names = text.list(text.sort(names)), on = facts:on(last[1].accession),
      cite = facts:cite(table.unpack(last)),
    }),
    suspended_sentence(ctx),
  }
  return table.concat(sentences, " ")
end

-- One item a section of this report that says what it found: a sentence, `summary`, and where it stands.
local function findings(ctx, doc)
  local items = {}
  for _, found in ipairs(ctx.findings) do
    if found.summary then
      items[#items + 1] = ctx.label("finding", { words = found.summary, target = found.section })
    end
  end
  if #items > 0 then
    doc:heading(ctx.label("heading.findings"), { level = 2, id = "findings" })
    doc:list(items)
  end
end

-- What sections judge of the time to come, set off from what they found.
local function judgements(ctx, doc)
  for _, found in ipairs(ctx.findings) do
    if found.judgement then
      ctx.judgement:write(doc, ctx.label("finding", { words = found.judgement, target = found.section }),
        { title = ctx.label("judgement.title"), id = "judgement-" .. found.section })
    end
  end
end

-- What happened in the last months, oldest first; is_all: of all kinds, as too little of the weighty ones did.
local function recent_events(ctx, since)
  local codes = ctx.facts:narrowed(ctx.params.countries)
  local events = ctx.facts:events(nil, { kinds = CHANGES, codes = codes, since = since })
  local all = ctx.facts:events(nil, { codes = codes, since = since })
  local is_all = #events < LEAST_CHANGES and #all > #events
  return is_all and all or events, is_all
end

local function recent_changes(ctx, doc)
  local facts, items = ctx.facts, {}
  local since = date.add(ctx.as_of, { months = -RECENT_MONTHS })
  local events, is_all = recent_events(ctx, since)
  for i = #events, math.max(1, #events - LAST_CHANGES + 1), -1 do
    local event = events[i]
    items[#items + 1] = ctx.label("event", {
      date = facts:dated(event.date), title = facts:said(event.title), cite = facts:cite(event),
    })
  end
  doc:heading(ctx.label("heading.changes"), { level = 2 })
  if #items == 0 then
    doc:text(ctx.label("changes.none", { since = facts:since(since) }))
    return
  end
  doc:text(ctx.label(is_all and "changes.all" or "changes.intro", { n = #items }))
  doc:list(items)
  if #events > #items then
    doc:text(ctx.label(is_all and "changes.more-all" or "changes.more", { n = #events - #items }))
  end
end

-- Does a section of this report show the numbers of the day itself?
local function shown_elsewhere(ctx)
  for _, found in ipairs(ctx.findings) do
    if found.shows_numbers then
      return true
    end
  end
  return false
end

local function build(ctx, doc)
  local has_table, words = not shown_elsewhere(ctx), overview(ctx)
  doc:contents { depth = 2 }
  doc:heading(ctx.label("heading"))
  doc:callout {
    tone = "key", title = ctx.label("callout.title", { date = ctx.facts:date(ctx.as_of) }),
    text = has_table and words or words .. "\n\n" .. ctx.label("marks"),
  }
  recent_changes(ctx, doc)
  findings(ctx, doc)
  judgements(ctx, doc)
  if has_table then
    numbers(ctx, doc)
  end
end

return {
  name = "executive-summary", version = "1.0.0", api = 1,
  summary = "Where things stand, what happened last and what the other sections found, on one page",
  params = {
    countries = { type = "country[]", default = "all", doc = "Countries whose events are told" },
  },
  uses = { "facts", "judgement" },
  build = build,
}
