--- All sources that the report cites, and how it was made.

local function build(ctx, doc)
  doc:heading(ctx.params.title or ctx.label("heading"))
  doc:sources { short = ctx.params.short }
  if ctx.params.colophon then
    doc:heading(ctx.label("colophon"), { level = 2 })
    doc:colophon()
  end
end

return {
  name = "source-list", version = "1.0.0", api = 1,
  summary = "All sources that the report cites",
  params = {
    colophon = { type = "boolean", default = true, doc = "How the report was made, below them" },
    short = { type = "boolean", default = false, doc = "Without the addresses" },
    title = { type = "text", doc = "Its heading; without it, \"Sources\"" },
  },
  build = build,
}
