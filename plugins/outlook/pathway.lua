--- On the way to membership on the day: how far each partner has come, by the last step taken.

local pathway = {}

-- The steps of an accession, the last first, and the programmes that come before them.
local STEPS = { "protocol_signed", "invited", "applied" }
local PROGRAMMES = { "MAP", "ID" }

local function step_of(ctx, code, applications)
  local path = ctx.facts:country(code).accession
  for _, step in ipairs(path and STEPS or {}) do
    if path[step] then
      return {
        step = step, date = path[step],
        record = { sources = path.sources, verified = path.verified and not path.unsure[step], at = path[step] },
      }
    end
  end
  if applications[code] then
    return { step = "applied", date = applications[code].date, record = applications[code] }
  end
  for _, kind in ipairs(PROGRAMMES) do
    local view = ctx.facts:instruments({ code }, nil, { type = kind, status = "active", in_force = true })[1]
    if view then
      return { step = kind, date = view.from, qualifier = view.qualifier, record = view }
    end
  end
end

--- Partners of the day that had taken a step towards membership, those furthest on first.
function pathway.list(ctx)
  local applications, list, rank = {}, {}, {}
  for _, event in ipairs(ctx.facts:events(nil, { kinds = { "application" } })) do
    for _, code in ipairs(event.countries) do
      applications[code] = event
    end
  end
  for i, step in ipairs(STEPS) do
    rank[step] = i
  end
  for i, kind in ipairs(PROGRAMMES) do
    rank[kind] = #STEPS + i
  end
  for _, status in ipairs(ctx.facts:partners(nil, { codes = ctx.params.countries })) do
    local found = step_of(ctx, status.code, applications)
    if found then
      found.code, found.name = status.code, status.name
      list[#list + 1] = found
    end
  end
  table.sort(list, function(a, b) return rank[a.step] < rank[b.step] end)
  return list
end

function pathway.write(ctx, doc)
  local facts, rows = ctx.facts, {}
  if #ctx.found.pathway == 0 then
    return
  end
  doc:heading(ctx.label("heading.pathway"), { level = 2, id = "pathway" })
  for i, item in ipairs(ctx.found.pathway) do
    rows[i] = {
      id = "pathway-" .. item.code, text.escape(item.name), ctx.label("step." .. item.step), facts:when(item.date, item.qualifier),
      facts:sources_of({ item.record }),
    }
  end
  doc:table {
    id = "tbl-pathway", caption = ctx.label("caption.pathway", { date = facts:date(ctx.as_of) }),
    columns = {
      { title = ctx.label("column.country"), header = true, width = "1*" },
      { title = ctx.label("column.step"), width = "1.6*" },
      { title = ctx.label("column.since"), width = "1*" },
      { title = ctx.label("column.source"), width = "auto" },
    },
    rows = rows, notes = { ctx.label("note.pathway") },
  }
end

return pathway
