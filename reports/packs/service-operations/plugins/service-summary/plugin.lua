--- Which services met their targets in the month: a strip of states, the table, and a sentence for the summary.

local COLUMNS = { name = "Service", target = "Target", availability = "Availability", incidents = "Incidents", restore = "Restore" }
local CLOSE = 0.05  -- percentage points over the target: met, but only just

local function read(ctx)
  local file = ctx.params.file
  local sheet = ctx.read_csv(file)
  local at, services = {}, {}
  for key, title in pairs(COLUMNS) do
    at[key] = ctx.csv:index(sheet, file, title)
  end
  for i, row in ipairs(sheet.rows) do
    local service = { name = row[at.name] }
    for _, key in ipairs({ "target", "availability", "incidents", "restore" }) do
      service[key] = ctx.csv:number(row[at[key]])
      if service[key] == nil then
        error(("%s: row %d, column %q is %q; a number was expected"):format(file, i + 1, COLUMNS[key], row[at[key]]), 0)
      end
    end
    local margin = service.availability - service.target
    service.state = margin < 0 and "bad" or margin < CLOSE and "caution" or "good"
    services[i] = service
  end
  return services
end

local function collect(ctx)
  local found = { section = ctx.section.id, services = read(ctx), missed = {}, incidents = 0 }
  for _, service in ipairs(found.services) do
    found.incidents = found.incidents + service.incidents
    if service.state == "bad" then
      table.insert(found.missed, service.name)
    end
  end
  found.summary = ctx.label("summary", {
    services = #found.services, missed = #found.missed, names = text.list(found.missed), incidents = found.incidents,
  })
  return found
end

local function states(ctx, doc)
  local cells = {}
  for i, service in ipairs(ctx.found.services) do
    cells[i] = { text.escape(service.name), ctx.label("state." .. service.state), state = service.state }
  end
  cells.title, cells.id, cells.columns = ctx.label("states"), "states", 4
  doc:status(cells)
end

local function services(ctx, doc)
  local rows = {}
  for i, s in ipairs(ctx.found.services) do
    rows[i] = { id = "service-" .. i, text.escape(s.name), s.target, { text = text.number(s.availability, 2), tone = s.state == "bad" and "bad" or nil }, s.incidents, s.restore }
  end
  doc:table {
    id = "tbl-services", caption = ctx.label("caption"), rows = rows,
    columns = {
      { title = ctx.label("column.service"), header = true, width = "2*" },
      { title = ctx.label("column.target"), align = "right", format = { decimals = 2 } },
      { title = ctx.label("column.availability"), align = "right" },
      { title = ctx.label("column.incidents"), align = "right" },
      { title = ctx.label("column.restore"), align = "right", format = { decimals = 1 } },
    },
  }
end

local function build(ctx, doc)
  doc:heading(ctx.label("heading"))
  doc:callout { tone = #ctx.found.missed > 0 and "warning" or "key", title = ctx.title, text = ctx.found.summary }
  states(ctx, doc)
  services(ctx, doc)
end

return {
  name = "service-summary", version = "1.0.0", api = 1,
  summary = "Which services met their targets in the month",
  params = {
    file = { type = "file", kinds = { "csv" }, default = "services.csv", doc = "A row a service: Service, Target, Availability, Incidents, Restore" },
  },
  uses = { "csv" },
  collect = collect,
  build = build,
}
