--- Terms and what they mean, in the order of the report's language, from a CSV file of two columns or from the report itself.

-- "Term: what it means", as the report has it.
local function given(list)
  local items = {}
  for i, words in ipairs(list) do
    local term, meaning = words:match("^%s*(.-)%s*:%s*(.+)$")
    if term == nil or term == "" then
      error(("terms[%d] is %q; \"Term: what it means\" was expected"):format(i, words), 0)
    end
    items[i] = { term, meaning }
  end
  return items
end

local function from_file(ctx, file)
  local sheet, items = ctx.read_csv(file), {}
  if #sheet.columns < 2 then
    error(file .. " has one column; a term and what it means were expected", 0)
  end
  for i, row in ipairs(sheet.rows) do
    items[i] = { text.escape(row[1]), text.escape(row[2]) }
  end
  return items
end

local function build(ctx, doc)
  local items = given(ctx.params.terms)
  if ctx.params.file then
    for _, item in ipairs(from_file(ctx, ctx.params.file)) do
      items[#items + 1] = item
    end
  end
  doc:heading(ctx.params.title or ctx.label("heading"))
  if #items == 0 then
    ctx.warn("the glossary has no terms: give terms or file")
    doc:text(ctx.label("empty"))
    return
  end
  doc:definitions(text.sort(items, function(item) return item[1] end))
end

return {
  name = "glossary", version = "1.0.0", api = 1,
  summary = "Terms and what they mean",
  params = {
    file = { type = "file", kinds = { "csv" }, doc = "A CSV file of the request's folder: a term, what it means" },
    terms = { type = "text[]", default = {}, doc = "Terms of the report itself, each \"Term: what it means\"" },
    title = { type = "text", doc = "Its heading; without it, \"Glossary\"" },
  },
  build = build,
}
