--- Challenges and prospects: dated evidence, decisions and terms; the base's judgement on them, near its cut-off only.

local days = require("days")
local lists = require("lists")
local pad, pad_end, begun, set_of = days.pad, days.pad_end, days.begun, lists.set_of

return function(base)
  local api, data, near, day_of, named = base.api, base.data, base.near, base.day_of, base.named

  local function touches(record, wanted)
    for _, code in ipairs(record.countries or {}) do
      if wanted[code] then
        return true
      end
    end
    return wanted == nil
  end

  local function dated(records, field, day)
    local list = {}
    for _, record in ipairs(records) do
      if begun(record.date, day) then
        list[#list + 1] = {
          date = record.date, words = named(record, field), countries = record.countries or {},
          sources = record.sources, verified = record.verified,
        }
      end
    end
    return list
  end

  --- Challenges for which there is evidence by the day, with that evidence, oldest first. `summary` and `mitigation` are
  --- judgement without a date. options: codes = only those that concern one of the countries.
  function api:challenges(as_of, options)
    local day, list = day_of(as_of), {}
    local wanted = options and options.codes and set_of(options.codes)
    for _, record in ipairs(data.challenges) do
      local evidence = dated(record.evidence, "fact", day)
      if #evidence > 0 and (wanted == nil or touches(record, wanted)) then
        list[#list + 1] = {
          key = record.key, name = named(record), category = record.category, evidence = evidence,
          countries = record.countries or {}, frameworks = record.frameworks,
          summary = near and named(record, "summary") or nil, mitigation = near and named(record, "mitigation") or nil,
          sources = record.sources, verified = record.verified,
        }
      end
    end
    return list
  end

  --- Summits held by the day whose decisions the base has one by one (from 2022): { key, date, place, decisions }.
  function api:summits(as_of)
    local day, list = day_of(as_of), {}
    for _, record in ipairs(data.summits) do
      if begun(record.date, day) then
        local decisions = {}
        for i, decision in ipairs(record.decisions) do
          decisions[i] = {
            date = record.date, words = named(decision, "text"), countries = decision.countries or {},
            frameworks = decision.frameworks or {}, sources = decision.sources, verified = decision.verified,
          }
        end
        list[#list + 1] = { key = record.key, date = record.date, place = named(record, "place"), decisions = decisions }
      end
    end
    return list
  end

  -- Judgement is used near the cut-off, and not before the last fact it rests on.
  local function usable(record, day)
    return near and (record.after == nil or begun(record.after, day))
  end

  --- What drives the outlook, as the base judges it: horizon is { least, most } years, regions those it touches most. None
  --- away from the cut-off.
  function api:drivers(as_of)
    local day, list = day_of(as_of), {}
    for _, record in ipairs(data.drivers) do
      if usable(record, day) then
        list[#list + 1] = {
          key = record.key, name = named(record), regions = record.regions or {}, horizon = record.horizon,
          summary = named(record, "summary"), indicators = named(record, "indicators"),
          sources = record.sources, verified = record.verified,
        }
      end
    end
    return list
  end

  --- Scenarios, the base's own judgement, with the keys of likelihood and confidence. None away from the cut-off.
  function api:scenarios(as_of)
    local day, list = day_of(as_of), {}
    for _, record in ipairs(data.scenarios) do
      if usable(record, day) then
        list[#list + 1] = {
          key = record.key, name = named(record), horizon = record.horizon, summary = named(record, "summary"),
          basis = named(record, "basis"), likelihood = record.likelihood, confidence = record.confidence,
          sources = record.sources, verified = record.verified,
        }
      end
    end
    return list
  end

  --- What was announced by the day and has not come yet. What is only expected every year has no day of announcement.
  function api:upcoming(as_of)
    local day, list = day_of(as_of), {}
    for _, record in ipairs(data.upcoming) do
      local is_known = record.announced and begun(record.announced, day) or record.announced == nil and near
      if is_known and pad_end(record.date) > day and not begun(record["until"], day) then
        list[#list + 1] = {
          date = record.date, announced = record.announced, title = named(record, "title"), at = record.announced,
          sources = record.sources, verified = record.verified,
        }
      end
    end
    table.sort(list, function(a, b) return pad(a.date) < pad(b.date) end)
    return list
  end

  --- Events known to the day that it will be a multiple of `every` years ago after `as_of`, up to `last`: { date, years, event, id },
  --- date the anniversary, in order.
  function api:anniversaries(last, every, as_of)
    local day, list = day_of(as_of), {}
    for _, event in ipairs(api:events(as_of)) do
      for year = date.year(day), date.year(last) do
        local at = #event.date == 10 and event.date:sub(6) ~= "02-29" and ("%04d%s"):format(year, event.date:sub(5))
        local years = year - date.year(event.date)
        if at and at > day and at <= last and years > 0 and years % every == 0 then
          local id = event.id or table.concat({ event.date, table.concat(event.countries, "-") }, "-")
          list[#list + 1] = { date = at, years = years, event = event, id = id }
        end
      end
    end
    table.sort(list, function(a, b)
      if a.date ~= b.date then
        return a.date < b.date
      end
      return a.id < b.id
    end)
    return list
  end

  --- Programmes in force on the day whose own title names their years ("ITPP 2023-2026"): { country, name, type, from, last }.
  --- last is the year that the title ends with. The base's own end is not used: on the day it was not known.
  function api:terms(codes, as_of)
    local list = {}
    for _, view in ipairs(api:instruments(codes, as_of, { status = "active", in_force = true })) do
      local last = view.label and view.label:match("%d%d%d%d.(%d%d%d%d)$")
      if last then
        view.last = last
        list[#list + 1] = view
      end
    end
    return list
  end
end
