--- What several sections show: the numbers of the day, what countries were over time, who takes part in what.
--
--   doc:facts(ctx.drawings:figures { id = "facts-day" })
--   doc:gantt { rows = { ctx.drawings:course("GEO") }, categories = ctx.drawings:standings(), … }
--   doc:matrix(ctx.drawings:matrix { partners = …, columns = …, marks = …, mark_of = … })

local figures = require("figures")
local matrix = require("matrix")

-- The order is that of the maps, and so are the colours.
local STANDINGS = { "ally", "partner", "suspended", "council" }

local function provide(ctx)
  local api = {}

  -- What a bar has room for; the categories say the rest.
  local function acronym(key)
    local framework = ctx.facts:framework(key)
    return framework and framework.acronym
  end

  --- What the country was up to the day, as a row of doc:gantt, and the records it is drawn from; nil where it was nothing.
  function api:course(code)
    local facts, spans, records = ctx.facts, {}, {}
    for i, s in ipairs(facts:course(code)) do
      spans[i] = {
        from = s.from, to = s.to, category = s.kind, approx = s.approx,
        label = s.kind == "partner" and acronym(s.framework) or nil,
      }
      records[i] = s.record
    end
    return #spans > 0 and { title = facts:name(code), spans = spans } or nil, records
  end

  --- The categories of such rows.
  function api:standings()
    local list = {}
    for i, key in ipairs(STANDINGS) do
      list[i] = { key = key, title = ctx.label("standing." .. key) }
    end
    return list
  end

  --- The numbers of the day as doc:facts takes them. options: id, title, brief = short labels. Each has its best source alone.
  function api:figures(options)
    return figures(ctx, options)
  end

  --- Who takes part in what, as doc:matrix takes it, by region, without the countries and columns that have no mark; and a
  --- set of the marks in it. options: id, caption; partners, as facts:partners() gives them; columns, { { key =, title = } … };
  --- marks, likewise and in their order; mark_of(status, key), the key of a mark or nil.
  function api:matrix(options)
    return matrix(ctx, options)
  end

  return api
end

return {
  name = "drawings", version = "1.0.0", api = 1,
  summary = "What several sections show: numbers of the day, courses, matrices",
  uses = { "facts" },
  provide = provide,
}
