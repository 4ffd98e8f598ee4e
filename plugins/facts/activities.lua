--- Programmes, events, contributions, operations, exercises.

local days = require("days")
local lists = require("lists")
local pad, begun, in_force, not_before = days.pad, days.begun, days.in_force, days.not_before
local known, contains, set_of = days.known, lists.contains, lists.set_of

return function(base)
  local api, data, near, day_of, named = base.api, base.data, base.near, base.day_of, base.named
  local interval_view = base.interval_view
  local partner_of, member_of, operation_of = base.partner_of, base.member_of, base.operation_of

  --- Country programmes begun by the day. options: type, in_force = only those without an end by then.
  function api:instruments(codes, as_of, options)
    local day, list = day_of(as_of), {}
    options = options or {}
    for _, code in ipairs(codes or api:countries()) do
      local partner = partner_of[code]
      for _, record in ipairs(partner and partner.instruments or {}) do
        local wanted = (options.type == nil or options.type == record.type) and begun(record.from, day)
        if wanted and (not options.in_force or in_force(record.from, record.to, day)) then
          local view = interval_view(record, day, near)
          view.country, view.name = code, named(partner)
          list[#list + 1] = view
        end
      end
    end
    return list
  end

  local function event_view(record)
    return {
      id = record.id, date = record.date, kind = record.kind, title = named(record, "title"),
      countries = record.countries or {}, frameworks = record.frameworks or {},
      sources = record.sources, verified = record.verified,
    }
  end

  local function insert_by_date(list, event)
    local at = #list + 1
    while at > 1 and pad(list[at - 1].date) > pad(event.date) do
      at = at - 1
    end
    table.insert(list, at, event)
  end

  -- Events of a country that the timeline does not have: its joining a framework, a programme.
  local function own_events(codes, day)
    local list = {}
    for _, code in ipairs(codes) do
      local partner = partner_of[code]
      for _, record in ipairs(partner and partner.own_events or {}) do
        if begun(record.date, day) then
          local view = event_view(record)
          view.countries = { code }
          list[#list + 1] = view
        end
      end
    end
    return list
  end

  --- Events up to the day, oldest first. options: codes = those naming one of the countries, kinds = list,
  --- framework, last = only so many of the latest.
  function api:events(as_of, options)
    local day, list = day_of(as_of), {}
    options = options or {}
    local codes = options.codes and set_of(options.codes)
    local kinds = options.kinds and set_of(options.kinds)
    for _, record in ipairs(data.events) do
      local wanted = begun(record.date, day) and (kinds == nil or kinds[record.kind])
        and (options.framework == nil or contains(record.frameworks, options.framework))
      if wanted and codes then
        wanted = false
        for _, code in ipairs(record.countries or {}) do
          wanted = wanted or codes[code] == true
        end
      end
      if wanted then
        list[#list + 1] = event_view(record)
      end
    end
    if options.framework == nil and (options.codes or kinds) then
      for _, view in ipairs(own_events(options.codes or api:countries(), day)) do
        if kinds == nil or kinds[view.kind] then
          insert_by_date(list, view)
        end
      end
    end
    local first = options.last and math.max(1, #list - options.last + 1) or 1
    local kept = {}
    for i = first, #list do
      kept[#kept + 1] = list[i]
    end
    return kept
  end

  --- What the country gave to operations as a partner, as known on the day: strengths dated by then only.
  function api:contributions(code, as_of)
    local day, list = day_of(as_of), {}
    local partner, member = partner_of[code], member_of[code]
    for _, record in ipairs(partner and partner.contributions or {}) do
      local operation = operation_of[record.operation]
      if begun(not_before(record.from, operation and operation.from), day) then
        local strengths = {}
        for _, p in ipairs(record.personnel or {}) do
          local as_partner = member == nil or pad(p.date) < member.accession
          if begun(p.date, day) and as_partner then
            strengths[#strengths + 1] = p
          end
        end
        list[#list + 1] = {
          country = code, operation = record.operation, name = api:operation_name(record.operation),
          from = record.from, to = known(record.to, day), personnel = strengths,
          note = near and named(record, "note") or nil, sources = record.sources, verified = record.verified,
        }
      end
    end
    return list
  end

  --- Operations begun by the day, with the partners that had contributed by then. legal_basis are keys of legal texts; `others`, who
  --- are neither Allies nor partners, have no dates. options: in_force.
  function api:operations(as_of, options)
    local day, list = day_of(as_of), {}
    options = options or {}
    for _, record in ipairs(data.operations) do
      local running = in_force(record.from, record.to, day)
      if begun(record.from, day) and (running or not options.in_force) then
        local contributors = {}
        for _, code in ipairs(record.partner_contributors or {}) do
          for _, c in ipairs(partner_of[code].contributions or {}) do
            if c.operation == record.key and begun(c.from, day) and not contains(contributors, code) then
              contributors[#contributors + 1] = code
            end
          end
        end
        list[#list + 1] = {
          key = record.key, name = named(record), type = record.type, theatre = named(record, "theatre"),
          from = record.from, to = known(record.to, day), in_force = running,
          contributors = contributors, others = record.other_contributors or {}, legal_basis = record.legal_basis or {},
          lat = record.lat, lon = record.lon, unsure = set_of(record.unverified_fields or {}), description = near and named(record, "description") or nil,
          sources = record.sources, verified = record.verified,
        }
      end
    end
    return list
  end

  --- Exercises begun by the day. codes: only those in which one of the countries took part or hosted.
  --- is_series: it is held again and again since `from`. A data set of the request may say less: { name, year }.
  function api:exercises(as_of, codes)
    local day, list = day_of(as_of), {}
    local wanted = codes and set_of(codes)
    for _, record in ipairs(data.exercises) do
      local from = record.from or (record.year and tostring(record.year))
      local inside = wanted == nil or record.year ~= nil or wanted[record.host] == true
      for _, code in ipairs(record.partner_participants or {}) do
        inside = inside or wanted[code] == true
      end
      if inside and from and begun(from, day) then
        -- Who takes part in a running series has no date.
        local dated = record.to ~= nil or record.year ~= nil or near
        local partners = {}
        for _, code in ipairs(record.partner_participants or {}) do
          if not api:member(code, from) and (dated or code == record.host) then
            partners[#partners + 1] = code
          end
        end
        list[#list + 1] = {
          name = named(record), from = from, to = known(record.to, day), host = record.host,
          is_series = record.from ~= nil and record.to == nil,
          partners = partners, type = named(record, "type"), personnel = record.personnel, nations = record.nations,
          sources = record.sources or {}, verified = record.verified == true,
        }
      end
    end
    return list
  end
end
