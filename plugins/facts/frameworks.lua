--- Frameworks, and how many took part in them.

local days = require("days")
local pad, begun, in_force, known = days.pad, days.begun, days.in_force, days.known

-- The frameworks whose partners reports count, in this order.
local COUNTED = { "nacc", "pfp", "eapc", "med-dialogue", "ici", "contact-countries", "global-partners" }

return function(base)
  local api, data, lang, near, day_of = base.api, base.data, base.lang, base.near, base.day_of
  local named = base.named
  local framework_of = base.framework_of

  --- How many partners the framework has on the day, and how many of them are suspended or restricted.
  function api:count(framework, as_of)
    local day, n, suspended = day_of(as_of), 0, 0
    for _, partner in ipairs(data.partners) do
      for _, m in ipairs(partner.memberships) do
        if m.framework == framework and in_force(m.from, m.to, day) then
          n = n + 1
          if m.status ~= "active" then
            suspended = suspended + 1
          end
        end
      end
    end
    return n, suspended
  end

  --- Numbers of the day: members, partners, active and suspended ones.
  function api:counts(as_of)
    local partners = api:partners(as_of)
    local suspended = 0
    for _, status in ipairs(partners) do
      if status.kind == "suspended" then
        suspended = suspended + 1
      end
    end
    return {
      members = #api:members(as_of), partners = #partners,
      suspended = suspended, active = #partners - suspended,
    }
  end

  local function framework_view(record, day)
    return {
      key = record.key, name = named(record), short = api:framework_name(record.key, true),
      acronym = lang == "fr" and record.acronym_fr or record.acronym,
      cls = record.cls, established = record.established, qualifier = record.established_qualifier,
      ended = known(record.ended, day), in_force = in_force(record.established, record.ended, day),
      successor = begun(record.ended, day) and record.successor or nil,
      legal_nature = record.legal_nature,
      -- What a programme rests on was added to later; a framework was founded by one text.
      founding = (near or record.cls ~= "instrument") and named(record, "founding_document") or nil,
      objectives = near and named(record, "objectives") or nil, note = near and named(record, "note") or nil,
      sources = record.sources, verified = record.verified,
    }
  end

  --- Frameworks established by the day. options: cls, in_force = only those that had not ended.
  function api:frameworks(as_of, options)
    local day, list = day_of(as_of), {}
    options = options or {}
    for _, record in ipairs(data.frameworks) do
      local wanted = options.cls == nil or options.cls == record.cls
      if wanted and begun(record.established, day) then
        local view = framework_view(record, day)
        if view.in_force or not options.in_force then
          list[#list + 1] = view
        end
      end
    end
    return list
  end

  --- The framework as known on the day, or nil where it was not there yet.
  function api:framework(key, as_of)
    local record = framework_of[key]
    local day = day_of(as_of)
    return record and begun(record.established, day) and framework_view(record, day) or nil
  end

  --- The keys of the frameworks whose partners are counted, in the order in which reports name them.
  function api:counted()
    return table.move(COUNTED, 1, #COUNTED, 1, {})
  end

  --- Partners in the framework on each of the days (ascending).
  function api:series(framework, ascending)
    local values = {}
    for i = 1, #ascending do
      values[i] = 0
    end
    for _, partner in ipairs(data.partners) do
      for _, m in ipairs(partner.memberships) do
        if m.framework == framework then
          local from, to = pad(m.from), m.to and pad(m.to)
          for i, day in ipairs(ascending) do
            if from <= day and not (to and to <= day) then
              values[i] = values[i] + 1
            end
          end
        end
      end
    end
    return values
  end
end
