--- A page that opens a part of the report: its title, and words below it.

local function build(ctx, doc)
  doc:pagebreak()
  doc:heading(ctx.params.title, { numbered = false })
  if ctx.params.text then
    doc:pull(ctx.params.text, { by = ctx.params.by })
  end
  doc:pagebreak()
end

return {
  name = "divider", version = "1.0.0", api = 1,
  summary = "A page that opens a part of the report",
  params = {
    by = { type = "text", doc = "Whose words they are" },
    text = { type = "text", doc = "A sentence or two, set large below the title" },
    title = { type = "text", required = true, doc = "The part's title" },
  },
  build = build,
}
