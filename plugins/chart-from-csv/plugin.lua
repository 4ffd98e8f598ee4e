--- A CSV file of the request's folder as a chart: a column of names or days along it, and a series for each column of numbers.

local NONE = 0 / 0  -- what a chart takes for "no value"

-- The columns of numbers: those asked for, else all that are.
local function series_columns(ctx, sheet, file, label)
  local list = {}
  for _, column in ipairs(ctx.csv:columns(sheet, file, ctx.params.values)) do
    if column.is_numeric and column.index ~= label then
      list[#list + 1] = column
    elseif #ctx.params.values > 0 then
      error(("%s: column %q cannot be drawn: it is not all numbers, or names what is drawn"):format(file, column.title), 0)
    end
  end
  if #list == 0 then
    error(("%s has no column of numbers to draw"):format(file), 0)
  end
  return list
end

local function build(ctx, doc)
  local params = ctx.params
  local file = params.file
  local sheet = ctx.read_csv(file)
  local label = params.label and ctx.csv:index(sheet, file, params.label) or 1
  local labels, series = {}, {}
  local rows = ctx.csv:sorted(sheet, file, params.sort)
  for i, row in ipairs(rows) do
    labels[i] = row[label]
  end
  for i, column in ipairs(series_columns(ctx, sheet, file, label)) do
    local values = {}
    for k, row in ipairs(rows) do
      values[k] = tonumber(row[column.index]) or NONE
    end
    series[i] = { name = column.title, values = values }
  end
  if params.title then
    doc:heading(params.title)
  end
  if params.intro then
    doc:text(params.intro)
  end
  doc:chart {
    kind = params.kind, horizontal = params.horizontal, labels = labels, series = series, x = params.dates and "date" or nil,
    show_values = params.show_values, caption = params.caption or text.escape(file), alt = params.alt, source = params.source,
    unit = params.unit, y_title = params.axis, decimals = params.decimals,
  }
end

return {
  name = "chart-from-csv", version = "1.0.0", api = 1,
  summary = "A CSV file of the request as a chart",
  params = {
    alt = { type = "text", doc = "What the chart shows, for readers who cannot see it; without it, the engine tells its numbers" },
    axis = { type = "text", doc = "What the numbers are, along their axis" },
    caption = { type = "text", doc = "What the chart shows; without it, the file's name" },
    dates = { type = "boolean", default = false, doc = "The labels are days, months or years in order of time" },
    decimals = { type = "integer", min = 0, max = 9, doc = "Decimals of the numbers; without it, as many as needed" },
    file = { type = "file", kinds = { "csv" }, required = true, doc = "Its name in the request's folder" },
    horizontal = { type = "boolean", default = false, doc = "Bars that lie" },
    intro = { type = "text", doc = "Markdown above the chart" },
    kind = { type = "enum", values = { "area", "bar", "donut", "dot", "line", "percent", "pie", "slope", "stacked" }, default = "bar", doc = "What is drawn" },
    label = { type = "string", doc = "The column of names or days; without it, the first" },
    show_values = { type = "boolean", default = false, doc = "Write each number at its mark" },
    sort = { type = "string", doc = "The column to sort by; \"-Column\": the largest first. Without it, as in the file" },
    source = { type = "text", doc = "Where the numbers are from" },
    title = { type = "text", doc = "A heading above it" },
    unit = { type = "text", doc = "Set behind each number: \"%\"" },
    values = { type = "string[]", default = {}, doc = "The columns to draw; all that are numbers where it is empty" },
  },
  uses = { "csv" },
  build = build,
}
