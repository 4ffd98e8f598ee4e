--- What comes next: what was decided, who is on the way to membership, which programmes carry a term, what is announced; and,
--- apart, what is judged of it.

local judged = require("judged")
local pathway = require("pathway")
local terms = require("terms")

local LAST_SUMMITS = 6  -- of the days before the base has decisions one by one

-- Decisions that name none of the countries asked for are left out; those that name no country concern all.
local function concerns(ctx, decision)
  local facts, wanted = ctx.facts, ctx.params.countries
  return facts:is_all(wanted) or #decision.countries == 0 or #facts:among(decision.countries, wanted) > 0
end

local function summits_of(ctx)
  local list = {}
  for _, summit in ipairs(ctx.facts:summits()) do
    local own = {}
    for _, decision in ipairs(summit.decisions) do
      own[#own + 1] = concerns(ctx, decision) and decision or nil
    end
    if #own > 0 then
      list[#list + 1] = { summit = summit, decisions = own }
    end
  end
  return list
end

local function summary(ctx, found)
  local words = {}
  local last = found.summits[#found.summits]
  if last then
    words[1] = ctx.label("summary.summit", {
      place = last.summit.place, on = ctx.facts:on(last.summit.date), n = #last.decisions,
    })
  end
  if #found.pathway > 0 then
    local names = {}
    for i, item in ipairs(found.pathway) do
      names[i] = item.name
    end
    words[#words + 1] = ctx.label("summary.pathway", { n = #names, names = text.list(names) })
  end
  if #found.terms > 0 then
    words[#words + 1] = ctx.label("summary.terms", { n = #found.terms, first = found.terms[1].last })
  end
  if #words == 0 then
    return ctx.label(ctx.facts:scoped("summary.none", ctx.params.countries), { date = ctx.facts:date(ctx.as_of) })
  end
  return table.concat(words, " ")
end

local function collect(ctx)
  local found = {
    section = ctx.section.id, summits = summits_of(ctx),
    pathway = pathway.list(ctx), terms = terms.list(ctx), upcoming = ctx.facts:upcoming(),
  }
  found.summary, found.judgement = summary(ctx, found), judged.likeliest(ctx)
  return found
end

local function summits_table(ctx, doc)
  local facts, rows = ctx.facts, {}
  for _, item in ipairs(ctx.found.summits) do
    rows[#rows + 1] = {
      group = ctx.label("summit", { place = item.summit.place, date = facts:date(item.summit.date) }),
    }
    for i, decision in ipairs(item.decisions) do
      rows[#rows + 1] = {
        id = ("decision-%s-%d"):format(item.summit.key, i), facts:said(decision.words),
        #decision.countries > 0 and text.escape(text.list(facts:names(decision.countries))) or "–", facts:sources_of({ decision }),
      }
    end
  end
  doc:table {
    id = "tbl-summits", caption = ctx.label("caption.summits", {
      from = date.year(ctx.found.summits[1].summit.date), date = facts:date(ctx.as_of),
    }),
    columns = {
      { title = ctx.label("column.decision"), header = true, width = "3*" },
      { title = ctx.label("column.countries"), width = "2*" },
      { title = ctx.label("column.source"), width = "auto" },
    },
    rows = rows,
  }
end

-- Before the base has decisions one by one: the last summits and invitations, as events.
local function summit_events(ctx, doc)
  local facts, events = ctx.facts, {}
  local list = facts:events(nil, {
    kinds = { "summit", "invitation" }, last = LAST_SUMMITS, codes = ctx.facts:narrowed(ctx.params.countries),
  })
  for i, event in ipairs(list) do
    events[i] = {
      at = event.date, id = "summit-" .. event.id,
      text = ctx.label("event", { title = facts:said(event.title), cite = facts:cite(event) }),
    }
  end
  if #events == 0 then
    doc:text(ctx.label("summits.none", { date = facts:date(ctx.as_of) }))
    return
  end
  doc:chronology { id = "chronology-summits", events = events }
end

local function upcoming(ctx, doc)
  local facts, items = ctx.facts, {}
  for i, record in ipairs(ctx.found.upcoming) do
    items[i] = ctx.label(record.announced and "upcoming.announced" or "upcoming.expected", {
      date = facts:dated(record.date), title = facts:said(record.title), cite = facts:cite(record),
      announced = record.announced and facts:on(record.announced),
    })
  end
  if #items > 0 then
    doc:heading(ctx.label("heading.upcoming"), { level = 2, id = "upcoming" })
    doc:list(items)
  end
end

-- What the base does not have on the day, in a paragraph.
local function absent(ctx, doc, is_judged)
  local words = {}
  if #ctx.found.pathway == 0 then
    words[1] = ctx.label("absent.pathway", { date = ctx.facts:date(ctx.as_of) })
  end
  if #ctx.found.upcoming == 0 then
    words[#words + 1] = ctx.label("absent.upcoming", { date = ctx.facts:date(ctx.as_of) })
  end
  if not is_judged then
    words[#words + 1] = ctx.label("absent.judged")
  end
  if #words > 0 then
    doc:text(table.concat(words, " "))
  end
end

local function build(ctx, doc)
  local is_judged = judged.is_any(ctx)
  doc:heading(ctx.label("heading"))
  doc:prose("intro", { date = ctx.facts:date(ctx.as_of), apart = is_judged and ctx.label("intro.apart") or "" })
  doc:heading(ctx.label("heading.summits"), { level = 2, id = "summits" })
  if #ctx.found.summits > 0 then
    summits_table(ctx, doc)
  else
    summit_events(ctx, doc)
  end
  pathway.write(ctx, doc)
  terms.write(ctx, doc)
  upcoming(ctx, doc)
  absent(ctx, doc, is_judged)
  judged.write(ctx, doc)
end

return {
  name = "outlook", version = "1.0.0", api = 1,
  summary = "Decisions, ways to membership, terms of programmes, what is announced; drivers and scenarios as judgement",
  params = {
    countries = { type = "country[]", default = "all", doc = "Countries whose decisions, programmes and ways to membership are shown" },
  },
  uses = { "facts", "judgement" },
  collect = collect,
  build = build,
}
