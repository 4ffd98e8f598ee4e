--- A notice in the place of an edition that was withdrawn: for `sitrep editions withdraw`.
return {
  name = "withdrawal", version = "1.0.0", api = 1,
  summary = "A notice in the place of an edition that was withdrawn",
  params = {
    number = { type = "integer", required = true, min = 1, doc = "Which edition" },
    issued = { type = "text", required = true, doc = "The day it was issued" },
    reason = { type = "text", doc = "Why it was withdrawn" },
  },

  build = function(ctx, doc)
    doc:heading(ctx.label("heading"))
    doc:text(ctx.label("withdrawn", { n = ctx.params.number, issued = ctx.params.issued, day = ctx.now:sub(1, 10) }))
    if ctx.params.reason then
      doc:text(ctx.label("reason", { reason = ctx.params.reason }))
    end
    doc:text(ctx.label("use"))
  end,
}
