--- Areas of cooperation: since when, by which frameworks, their milestones, and which partners are on record in each.

local days = require("days")
local lists = require("lists")
local pad, begun, set_of, by_key = days.pad, days.begun, lists.set_of, lists.by_key

-- How a partner stands in an area, the stronger first: something on record runs on the day; something is on record
-- and over; the base names the country as an example, without a date.
local MARKS = { now = 3, before = 2, named = 1 }

return function(base)
  local api, data, near, day_of, named = base.api, base.data, base.near, base.day_of, base.named
  local area_of = by_key(data.areas, "key")
  local evidence = {
    event = by_key(data.events, "id"), framework = base.framework_of,
    text = by_key(data.legal, "key"), exercise = by_key(data.exercises, "key"),
  }

  -- What a milestone is known from: the record it names, or its own sources.
  local function proof(milestone)
    local record = milestone
    for kind, records in pairs(evidence) do
      record = milestone[kind] and records[milestone[kind]] or record
    end
    return { sources = record.sources, verified = record.verified == true, at = milestone.date }
  end

  local function milestones(area, day)
    local list = {}
    for _, m in ipairs(area.milestones) do
      if begun(m.date, day) then
        list[#list + 1] = { date = m.date, title = named(m, "title"), area = area.key, record = proof(m) }
      end
    end
    return list
  end

  local function frameworks(area, day)
    local list = {}
    for _, key in ipairs(area.frameworks) do
      list[#list + 1] = api:framework(key, day)
    end
    return list
  end

  --- Areas of cooperation begun by the day, oldest first, with the frameworks and milestones of that time:
  --- { key, name, since, objective, frameworks, milestones }; the objective, which has no date, only near the cut-off.
  function api:areas(as_of)
    local day, list = day_of(as_of), {}
    for _, area in ipairs(data.areas) do
      if begun(area.since, day) then
        list[#list + 1] = {
          key = area.key, name = named(area), since = area.since,
          objective = near and named(area, "objective") or nil,
          frameworks = frameworks(area, day), milestones = milestones(area, day),
          sources = area.sources, verified = area.verified,
        }
      end
    end
    table.sort(list, function(a, b)
      if pad(a.since) ~= pad(b.since) then
        return pad(a.since) < pad(b.since)
      end
      return a.key < b.key
    end)
    return list
  end

  local function mark_programmes(area, day, mark)
    for _, type in ipairs(area.programmes or {}) do
      for _, i in ipairs(api:instruments(nil, day, { type = type, status = "active" })) do
        mark(i.country, i.in_force and "now" or "before")
      end
    end
  end

  local function mark_operations(area, day, mark)
    local wanted, running = set_of(area.operations or {}), {}
    for _, o in ipairs(api:operations(day, { in_force = true })) do
      running[o.key] = true
    end
    for _, code in ipairs(area.operations and api:countries() or {}) do
      for _, c in ipairs(api:contributions(code, day)) do
        if wanted[c.operation] then
          mark(code, running[c.operation] and c.to == nil and "now" or "before")
        end
      end
    end
  end

  local function mark_exercises(area, day, mark)
    for _, e in ipairs(area.exercises and api:exercises(day) or {}) do
      for _, code in ipairs(e.partners) do
        mark(code, e.is_series and "now" or "before")
      end
    end
  end

  --- The countries on record in the area on the day: { [code] = "now", "before" or "named" }. "now": a programme,
  --- contribution or series that runs; "before": one that is over; "named": an example of the base, which has no
  --- date, so only near its cut-off.
  function api:area_countries(key, as_of)
    local day, marks = day_of(as_of), {}
    local area = area_of[key]
    local function mark(code, as)
      if marks[code] == nil or MARKS[as] > MARKS[marks[code]] then
        marks[code] = as
      end
    end
    for _, code in ipairs(near and area.examples or {}) do
      mark(code, "named")
    end
    mark_programmes(area, day, mark)
    mark_operations(area, day, mark)
    mark_exercises(area, day, mark)
    return marks
  end
end
