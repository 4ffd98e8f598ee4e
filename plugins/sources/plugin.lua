--- How sure the briefing is: how the base was made and how old it is, what the marks mean, and the list of sources.

-- What the base holds by the day, and how much of it is verified.
local function holdings(ctx, doc)
  local facts, rows = ctx.facts, {}
  local n, verified = 0, 0
  local function row(id, name, all, sure)
    return { id = id, name, text.number(all, 0), text.number(sure, 0), text.number(100 * sure / all, 0) }
  end
  for _, held in ipairs(facts:holdings()) do
    n, verified = n + held.n, verified + held.verified
    rows[#rows + 1] = row("held-" .. held.kind, ctx.label("held." .. held.kind), held.n, held.verified)
  end
  doc:heading(ctx.label("heading.base"), { level = 2, id = "base" })
  doc:table {
    id = "tbl-base", caption = ctx.label("caption.base", { date = facts:date(ctx.as_of) }),
    columns = {
      { title = ctx.label("column.kind"), header = true, width = "3*" },
      { title = ctx.label("column.records"), align = "right", width = "1*" },
      { title = ctx.label("column.verified"), align = "right", width = "1*" },
      { title = ctx.label("column.share"), align = "right", width = "1*" },
    },
    rows = rows, foot = { row("held-all", ctx.label("held.all"), n, verified) },
  }
end

-- What the marks mean and the sources, for a briefing of a few pages.
local function build_brief(ctx, doc)
  doc:heading(ctx.label("heading"))
  doc:list { ctx.label("mark.cited"), ctx.label("mark.unverified"), ctx.label("mark.later") }
  if ctx.facts:tally().cited > 0 then
    doc:sources { short = true }
  else
    doc:text(ctx.label("list.none"))
  end
  doc:heading(ctx.label("heading.colophon"), { level = 2, id = "colophon" })
  doc:colophon()
end

local function build_full(ctx, doc)
  local facts = ctx.facts
  local base, tally = facts:base(), facts:tally()
  local age = date.days_between(base.cut_off, ctx.as_of)
  doc:heading(ctx.label("heading"))
  doc:prose("how-sure", {
    date = facts:date(ctx.as_of), cut_off = facts:date(base.cut_off), from = facts:date(base.from),
    near_days = base.near_days,
  })
  if age > 0 then
    doc:callout { tone = "warning", title = ctx.label("old.title"), text = ctx.label("old", {
      cut_off = facts:date(base.cut_off), days = age,
    }) }
  end
  doc:heading(ctx.label("heading.marks"), { level = 2, id = "marks" })
  doc:list { ctx.label("mark.cited"), ctx.label("mark.unverified"), ctx.label("mark.later") }
  if tally.cited + tally.unverified + tally.later > 0 then
    doc:text(ctx.label("tally", tally))
  end
  doc:text(ctx.label(facts:is_near() and "undated.used" or "undated.left-out", {
    days = base.near_days, cut_off = facts:date(base.cut_off),
  }))
  holdings(ctx, doc)
  doc:heading(ctx.label("heading.list"), { level = 2, id = "sources-cited" })
  if tally.cited > 0 then
    doc:sources {}
  else
    doc:text(ctx.label("list.none"))
  end
  doc:heading(ctx.label("heading.colophon"), { level = 2, id = "colophon" })
  doc:colophon()
end

local function build(ctx, doc)
  if ctx.params.brief then
    build_brief(ctx, doc)
  else
    build_full(ctx, doc)
  end
end

return {
  name = "sources", version = "1.0.0", api = 1,
  summary = "How sure the briefing is, and the sources it cites",
  params = {
    brief = { type = "boolean", default = false, doc = "Only what the marks mean, and the sources in short" },
  },
  uses = { "facts" },
  build = build,
}
