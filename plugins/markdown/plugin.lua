--- A section written as a Markdown file in the request's folder: headings, paragraphs, lists, quotations, plain tables, notes.

local function build(ctx, doc)
  local file = ctx.params.file
  if ctx.params.title then
    doc:heading(ctx.params.title)
  end
  doc:text(ctx.read(file))
end

return {
  name = "markdown", version = "1.0.0", api = 1,
  summary = "A section written as a Markdown file",
  params = {
    file = { type = "file", kinds = { "text" }, required = true, doc = "Its name in the request's folder (.md, .txt)" },
    title = { type = "text", doc = "A heading above it, where the file has none of its own" },
  },
  build = build,
}
