--- When programmes run out, where their own title says so; and how many have been concluded.

local terms = {}

-- Programmes whose title carries their years, the first to run out first.
function terms.list(ctx)
  local list = ctx.facts:terms(ctx.params.countries)
  list = text.sort(list, "name")
  table.sort(list, function(a, b) return a.last < b.last end)
  return list
end

-- Partners that have an individually tailored programme in force without a term in its title.
local function without_term(ctx)
  local has_term, names = {}, {}
  for _, view in ipairs(ctx.found.terms) do
    has_term[view.country] = true
  end
  local held = ctx.facts:instruments(ctx.params.countries, nil, { type = "ITPP", status = "active", in_force = true })
  for _, view in ipairs(held) do
    if not has_term[view.country] then
      names[#names + 1] = view.name .. ctx.facts:mark(view)
    end
  end
  return text.sort(names)
end

local function calendar(ctx, doc)
  local rows, words, categories, used = {}, {}, {}, {}
  for i, view in ipairs(ctx.found.terms) do
    local after = tostring(tonumber(view.last) + 1)
    local category = view.verified and "read" or "unread"
    rows[i] = {
      title = view.name, from = view.from, to = after, label = ctx.facts:ranged(view.label), category = category,
      approx = view.qualifier == "approx" or nil,
    }
    used[category] = true
    words[i] = ctx.label("calendar.item", { name = view.name, from = date.year(view.from), last = view.last })
  end
  for _, key in ipairs({ "read", "unread" }) do
    if used[key] then
      categories[#categories + 1] = { key = key, title = ctx.label("terms." .. key) }
    end
  end
  doc:gantt {
    id = "fig-terms", rows = rows, marks = { { at = ctx.as_of, label = ctx.facts:short_date(ctx.as_of) } },
    categories = categories,
    caption = ctx.label("caption.terms", { date = ctx.facts:date(ctx.as_of) }),
    alt = ctx.label("terms.alt", { list = table.concat(words, ctx.label("separator")) }),
  }
end

-- Tailored programmes in force at the end of each year since the first, and on the day.
local function growth(ctx, doc)
  local facts, first = ctx.facts, nil
  for _, view in ipairs(facts:instruments(ctx.params.countries, nil, { type = "ITPP" })) do
    local year = date.year(view.from)
    first = math.min(first or year, year)
  end
  local labels, values, words, is_unsure = {}, {}, {}, false
  for year = first or 1, first and date.year(ctx.as_of) or 0 do
    local held = facts:instruments(ctx.params.countries, year .. "-12-31", { type = "ITPP", status = "active", in_force = true })
    for _, view in ipairs(held) do
      is_unsure = is_unsure or not view.verified
    end
    labels[#labels + 1], values[#values + 1] = tostring(year), #held
    words[#words + 1] = ctx.label("growth.item", { year = tostring(year), n = #held })
  end
  if #labels >= 3 then
    doc:chart {
      kind = "bar", id = "fig-growth", labels = labels, series = { { name = ctx.label("series.programmes"), values = values } },
      show_values = true, decimals = 0, y_title = ctx.label("series.programmes"), height = 110,
      note = is_unsure and ctx.label("note.growth") or nil,
      caption = ctx.label("caption.growth", { date = facts:date(ctx.as_of) }),
      alt = ctx.label("growth.alt", { list = table.concat(words, ctx.label("separator")) }),
    }
  end
end

function terms.write(ctx, doc)
  if #ctx.found.terms == 0 then
    return
  end
  doc:heading(ctx.label("heading.terms"), { level = 2, id = "terms" })
  doc:text(ctx.label("terms.intro", { cite = ctx.facts:cite(table.unpack(ctx.found.terms)) }))
  calendar(ctx, doc)
  local names = without_term(ctx)
  if #names > 0 then
    doc:text(ctx.label("terms.without", { n = #names, names = text.list(names) }))
  end
  growth(ctx, doc)
end

return terms
