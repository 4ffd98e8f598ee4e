--- The coming weeks: what is announced or expected, programmes that run out, and anniversaries of a round number of years.

local EVERY = 5  -- years: which anniversaries are told

-- Is any day of the date, which may be a month or a year only, within the horizon?
local function is_near(iso, last)
  return #iso > 4 and (#iso == 10 and iso or iso .. "-01") <= last
end

local function collect(ctx)
  local facts = ctx.facts
  local last = date.add(ctx.as_of, { days = 7 * ctx.params.weeks })
  local found = { section = ctx.section.id, last = last, coming = {}, later = {}, terms = {}, anniversaries = {} }
  for _, record in ipairs(facts:upcoming()) do
    table.insert(is_near(record.date, last) and found.coming or found.later, record)
  end
  for _, programme in ipairs(facts:terms()) do
    local ends = programme.last .. "-12-31"
    if ends > ctx.as_of and ends <= last then
      found.terms[#found.terms + 1] = programme
    end
  end
  found.anniversaries = facts:anniversaries(last, EVERY)
  found.summary = ctx.label("summary", {
    n = #found.coming, terms = #found.terms, weeks = ctx.params.weeks,
  })
  return found
end

local function group(ctx, rows, key, list, row_of)
  if #list > 0 then
    rows[#rows + 1] = { group = ctx.label("group." .. key) }
    for _, item in ipairs(list) do
      rows[#rows + 1] = row_of(item)
    end
  end
end

local function rows_of(ctx)
  local facts, found, rows = ctx.facts, ctx.found, {}
  local function announced(record)
    local key = record.announced and "announced" or "expected"
    return {
      id = "coming-" .. record.date, facts:dated(record.date),
      ctx.label(key, { title = facts:said(record.title), on = record.announced and facts:on(record.announced) }),
      facts:cite(record),
    }
  end
  group(ctx, rows, "coming", found.coming, announced)
  group(ctx, rows, "terms", found.terms, function(programme)
    return {
      id = ("term-%s-%s"):format(programme.country, programme.last), facts:date(programme.last .. "-12-31"),
      ctx.label("term", { country = programme.name, name = facts:said(programme.label) }), facts:cite(programme),
    }
  end)
  group(ctx, rows, "anniversaries", found.anniversaries, function(item)
    return {
      id = "anniversary-" .. item.id, facts:date(item.date),
      ctx.label("anniversary", { years = item.years, title = facts:said(item.event.title) }), facts:cite(item.event),
    }
  end)
  group(ctx, rows, "later", found.later, announced)
  return rows
end

local function build(ctx, doc)
  local facts = ctx.facts
  local rows = rows_of(ctx)
  doc:heading(ctx.label("heading"), { id = "calendar" })
  doc:text(ctx.label("intro", { from = facts:date(ctx.as_of), weeks = ctx.params.weeks, years = EVERY }))
  if #rows == 0 then
    doc:text(ctx.label("none"))
    return
  end
  doc:table {
    id = "tbl-calendar", caption = ctx.label("caption", { weeks = ctx.params.weeks }),
    columns = {
      { title = ctx.label("column.date"), width = "auto" },
      { title = ctx.label("column.what"), header = true, width = "1*" },
      { title = ctx.label("column.source"), width = "auto" },
    },
    rows = rows,
  }
end

return {
  name = "calendar", version = "1.0.0", api = 1,
  summary = "What comes in the weeks ahead, with anniversaries",
  params = {
    weeks = { type = "integer", default = 6, min = 1, max = 53, doc = "How many weeks ahead" },
  },
  uses = { "facts" },
  collect = collect,
  build = build,
}
