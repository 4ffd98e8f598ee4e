--- A picture of the request's folder on a page of its own, as large as the page lets it be.

local function build(ctx, doc)
  local params = ctx.params
  doc:pagebreak()
  if params.title then
    doc:heading(params.title)
  end
  doc:figure {
    image = "request:" .. params.file, alt = params.alt, caption = params.caption,
    source = params.source, width = "100%", align = "center", landscape = params.landscape or nil,
  }
  doc:pagebreak()
end

return {
  name = "image-page", version = "1.0.0", api = 1,
  summary = "A picture of the request on a page of its own",
  params = {
    alt = { type = "text", required = true, doc = "What it shows, in a sentence, for readers who cannot see it" },
    caption = { type = "text", doc = "The words below it" },
    file = { type = "file", kinds = { "image" }, required = true, doc = "Its name in the request's folder: PNG, JPEG or SVG" },
    landscape = { type = "boolean", default = false, doc = "The page lies" },
    source = { type = "text", doc = "Whose picture it is" },
    title = { type = "text", doc = "A heading above it" },
  },
  build = build,
}
