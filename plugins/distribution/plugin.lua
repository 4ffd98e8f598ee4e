--- Whom the briefing goes to: names from the report or from a CSV file, for action and for information.

local function rows_of(ctx)
  local rows = {}
  local function add(list, key)
    if #list > 0 then
      rows[#rows + 1] = { group = ctx.label(key) }
      for _, name in ipairs(list) do
        rows[#rows + 1] = { name }
      end
    end
  end
  add(ctx.params.action, "action")
  add(ctx.params.info, "info")
  return rows
end

local function build(ctx, doc)
  doc:heading(ctx.params.title or ctx.label("heading"))
  if ctx.params.text then
    doc:text(ctx.params.text)
  end
  if ctx.params.file then
    local file = ctx.params.file
    local sheet, rows = ctx.read_csv(file), {}
    local columns = ctx.csv:columns(sheet, file, {})
    for i, row in ipairs(sheet.rows) do
      rows[i] = {}
      for k = 1, #columns do
        rows[i][k] = text.escape(row[k])
      end
    end
    local titles = {}
    for k, column in ipairs(columns) do
      titles[k] = { title = text.escape(column.title), header = k == 1 or nil }
    end
    doc:table { columns = titles, rows = rows, caption = ctx.label("caption") }
    return
  end
  local rows = rows_of(ctx)
  if #rows == 0 then
    ctx.warn("nobody is on the distribution list: give action, info or file")
    doc:text(ctx.label("nobody"))
    return
  end
  doc:table { columns = { { title = ctx.label("name"), header = true, width = "1*" } }, rows = rows, caption = ctx.label("caption") }
end

return {
  name = "distribution", version = "1.0.0", api = 1,
  summary = "Whom the briefing goes to",
  params = {
    action = { type = "text[]", default = {}, doc = "Who is to act on it" },
    file = { type = "file", kinds = { "csv" }, doc = "A CSV file of the request's folder with the whole list, in place of action and info" },
    info = { type = "text[]", default = {}, doc = "Who gets it for information" },
    text = { type = "text", doc = "Words above the list: how it may be passed on" },
    title = { type = "text", doc = "Its heading; without it, \"Distribution\"" },
  },
  uses = { "csv" },
  build = build,
}
