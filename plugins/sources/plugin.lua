--- How sure the briefing is: how the base was made and how old it is, what the marks mean, and the list of sources.

local function build(ctx, doc)
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
  doc:list { ctx.label("mark.cited"), ctx.label("mark.unverified"), ctx.label("mark.later") }
  if tally.cited + tally.unverified + tally.later > 0 then
    doc:text(ctx.label("tally", tally))
  end
  doc:text(ctx.label(facts:is_near() and "undated.used" or "undated.left-out", {
    days = base.near_days, cut_off = facts:date(base.cut_off),
  }))
  doc:sources {}
end

return {
  name = "sources", version = "1.0.0", api = 1,
  summary = "How sure the briefing is, and the sources it cites",
  uses = { "facts" },
  build = build,
}
