--- A CSV file of the request's folder as a table: the columns asked for, in order, with a sum below where one is wanted.

local function cell_of(column, cell)
  local number = column.is_numeric and tonumber(cell)
  return number or column.is_day and cell ~= "" and date.format(cell, "short") or text.escape(cell)
end

local function columns_of(ctx, columns)
  local list = {}
  for i, column in ipairs(columns) do
    local format = column.is_numeric and not column.is_whole and ctx.params.decimals and { decimals = ctx.params.decimals } or nil
    list[i] = {
      title = text.escape(column.title), align = column.is_numeric and "right" or "left",
      header = i == 1 and not column.is_numeric or nil, format = format, nowrap = column.is_day or nil,
    }
  end
  return list
end

local function sums(ctx, columns, rows)
  local cells = {}
  for i, column in ipairs(columns) do
    local sum = 0
    for _, row in ipairs(rows) do
      sum = sum + (tonumber(row[column.index]) or 0)
    end
    cells[i] = column.is_numeric and sum or i == 1 and ctx.label("total") or ""
  end
  cells.total = true
  return { cells }
end

local function build(ctx, doc)
  local params = ctx.params
  local file = params.file
  local sheet = ctx.read_csv(file)
  local columns, rows = ctx.csv:columns(sheet, file, params.columns), {}
  local shown = ctx.csv:sorted(sheet, file, params.sort)
  local limit = math.min(params.limit or #shown, #shown)
  for i = 1, limit do
    rows[i] = {}
    for k, column in ipairs(columns) do
      rows[i][k] = cell_of(column, shown[i][column.index])
    end
  end
  if params.title then
    doc:heading(params.title)
  end
  if params.intro then
    doc:text(params.intro)
  end
  if #rows == 0 then
    ctx.warn(file .. " has no rows below its columns")
    doc:text(ctx.label("empty", { file = file }))
    return
  end
  doc:table {
    columns = columns_of(ctx, columns), rows = rows, caption = params.caption or text.escape(file), source = params.source,
    foot = params.total and sums(ctx, columns, sheet.rows) or nil,
    notes = limit < #shown and { ctx.label("cut", { n = limit, all = #shown }) } or nil,
  }
end

return {
  name = "table-from-csv", version = "1.0.0", api = 1,
  summary = "A CSV file of the request as a table",
  params = {
    caption = { type = "text", doc = "What the table shows; without it, the file's name" },
    columns = { type = "string[]", default = {}, doc = "The columns to show, in order; all where it is empty" },
    decimals = { type = "integer", min = 0, max = 9, doc = "Decimals of numbers in columns that have any; without it, as many as needed" },
    file = { type = "file", kinds = { "csv" }, required = true, doc = "Its name in the request's folder" },
    intro = { type = "text", doc = "Markdown above the table" },
    limit = { type = "integer", min = 1, doc = "Show only so many rows, and say so" },
    sort = { type = "string", doc = "The column to sort by; \"-Column\": the largest first. Without it, as in the file" },
    source = { type = "text", doc = "Where the numbers are from" },
    title = { type = "text", doc = "A heading above it" },
    total = { type = "boolean", default = false, doc = "A last row that sums up the numbers of all rows" },
  },
  uses = { "csv" },
  build = build,
}
