--- Frameworks and programmes as stretches of time: one row each, ended ones with what took their place.

-- With fewer there is nothing to compare.
local FEWEST = 3

-- The stretches of a body with one country, by how it stood; any other framework is one stretch.
local function spans(ctx, f)
  if f.cls ~= "bilateral-body" then
    return { { from = f.established, to = f.ended, category = f.ended and "ended" or "running" } }
  end
  local list = {}
  for _, m in ipairs(ctx.facts:memberships(nil, nil, { framework = f.key, past = true })) do
    local category = f.ended and "ended" or m.status == "active" and "running" or "stopped"
    list[#list + 1] = { from = m.from, to = m.to, category = category }
  end
  return #list > 0 and list or { { from = f.established, to = f.ended, category = f.ended and "ended" or "running" } }
end

local function row(ctx, f)
  local list = spans(ctx, f)
  if f.successor then
    list[#list].label = ctx.label("gantt.then", { name = ctx.facts:framework_name(f.successor, true) })
  end
  return { title = f.acronym or f.name, spans = list, approx = f.qualifier == "approx" }
end

-- Categories that are drawn, in their order.
local function categories(ctx, rows)
  local used, list = {}, {}
  for _, r in ipairs(rows) do
    for _, span in ipairs(r.spans) do
      used[span.category] = true
    end
  end
  for _, key in ipairs { "running", "ended", "stopped" } do
    list[#list + 1] = used[key] and { key = key, title = ctx.label("gantt." .. key) } or nil
  end
  return list
end

--- Draw the frameworks, in groups: { { title =, frameworks = {…} }, … }.
return function(ctx, doc, groups, options)
  local rows = {}
  for _, group in ipairs(groups) do
    for i, f in ipairs(group.frameworks) do
      rows[#rows + 1] = row(ctx, f)
      rows[#rows].group = i == 1 and group.title or nil
    end
  end
  if #rows < FEWEST then
    return
  end
  doc:gantt {
    id = options.id, caption = options.caption, rows = rows, categories = categories(ctx, rows), to = ctx.as_of,
  }
end
