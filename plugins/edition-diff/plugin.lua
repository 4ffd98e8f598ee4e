--- What is different between two editions of a series: for `sitrep diff`, which sends it along as difference.json.

local MOST = 1000

local function build(ctx, doc)
  if ctx.files[1] == nil then
    error("there is no difference.json: this report is made by `sitrep diff A B -o FILE.pdf`", 0)
  end
  local diff = ctx.read_json("difference.json")
  doc:heading(ctx.label("heading"))
  doc:text(ctx.label("between", { before = diff.from.name, after = diff.to.name, was = diff.from.as_of, is = diff.to.as_of }))
  if #diff.differences == 0 then
    doc:text(ctx.label("none"))
  else
    ctx.differing:table(doc, diff.differences, { id = "tbl-differences", caption = ctx.label("caption"), rows = MOST })
  end
end

return {
  name = "edition-diff", version = "1.0.0", api = 1,
  summary = "What is different between two editions of a series",
  uses = { "differing" },
  build = build,
}
