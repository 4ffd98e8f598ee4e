--- Programmes, events, contributions, operations, exercises.

local days = require("days")
local lists = require("lists")
local pad, begun, in_force, not_before = days.pad, days.begun, days.in_force, days.not_before
local known, contains, set_of = days.known, lists.contains, lists.set_of

return function(base)
  local api, data, near, day_of, named = base.api, base.data, base.near, base.day_of, base.named
  local interval_view = base.interval_view
  local partner_of, member_of, operation_of = base.partner_of, base.member_of, base.operation_of

  --- Country programmes begun by the day. options: type, status ("active" leaves out what is
  --- only in preparation), in_force = only those without an end by then.
  function api:instruments(codes, as_of, options)
    local day, list = day_of(as_of), {}
    options = options or {}
    for _, code in ipairs(codes or api:countries()) do
      local partner = partner_of[code]
      for _, record in ipairs(partner and partner.instruments or {}) do
        local wanted = (options.type == nil or options.type == record.type) and begun(record.from, day)
          and (options.status == nil or options.status == record.status)
        if wanted and (not options.in_force or in_force(record.from, record.to, day)) then
          local view = interval_view(record, day, near)
          view.country, view.name = code, named(partner)
          view.to_qualifier = days.end_qualifier(view.to)
          list[#list + 1] = view
        end
      end
    end
    return list
  end

  --- The partners that hold a programme of that type on the day: how many, and whether one of the records is unsure.
  function api:holders(type, as_of)
    local n, is_unsure, seen = 0, false, {}
    for _, i in ipairs(api:instruments(nil, as_of, { type = type, status = "active", in_force = true })) do
      if not seen[i.country] and not api:member(i.country, as_of) then
        seen[i.country] = true
        n = n + 1
        is_unsure = is_unsure or not i.verified
      end
    end
    return n, is_unsure
  end

  local function event_view(record)
    return {
      id = record.id, date = record.date, kind = record.kind, title = named(record, "title"),
      countries = record.countries or {}, frameworks = record.frameworks or {},
      sources = record.sources, verified = record.verified, state = (record.title_en or "") .. "\n" .. (record.title_fr or ""),
    }
  end

  local timeline

  -- The timeline, and what only a country's own record has (its joining a framework, a programme), by date.
  local function all_events()
    if timeline then
      return timeline
    end
    local list = {}
    for _, record in ipairs(data.events) do
      list[#list + 1] = event_view(record)
    end
    for _, partner in ipairs(data.partners) do
      for _, record in ipairs(partner.own_events or {}) do
        local view = event_view(record)
        view.countries = { partner.alpha3 }
        list[#list + 1] = view
      end
    end
    local place = {}
    for i, event in ipairs(list) do
      place[event] = i
    end
    table.sort(list, function(a, b)
      if pad(a.date) ~= pad(b.date) then
        return pad(a.date) < pad(b.date)
      end
      return place[a] < place[b]
    end)
    timeline = list
    return list
  end

  local function names_one_of(event, codes)
    for _, code in ipairs(event.countries) do
      if codes[code] then
        return true
      end
    end
    return false
  end

  --- Events up to the day, oldest first. options: codes = those naming one of the countries, kinds = list,
  --- framework, since = those after that day, last = only so many of the latest.
  function api:events(as_of, options)
    local day, list = day_of(as_of), {}
    options = options or {}
    local codes = options.codes and set_of(options.codes)
    local kinds = options.kinds and set_of(options.kinds)
    for _, event in ipairs(all_events()) do
      local wanted = begun(event.date, day) and (options.since == nil or pad(event.date) > pad(options.since))
        and (kinds == nil or kinds[event.kind])
        and (options.framework == nil or contains(event.frameworks, options.framework))
      if wanted and (codes == nil or names_one_of(event, codes)) then
        list[#list + 1] = event
      end
    end
    local first = options.last and math.max(1, #list - options.last + 1) or 1
    return table.move(list, first, #list, 1, {})
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
          from = record.from, qualifier = record.qualifier, to = known(record.to, day), personnel = strengths,
          note = near and named(record, "note") or nil, sources = record.sources, verified = record.verified,
        }
      end
    end
    return list
  end

  --- The largest strength the country was counted with as a partner by the day, or nil: { operation, count, date, sources,
  --- verified }.
  function api:largest_strength(code, as_of)
    local most
    for _, c in ipairs(api:contributions(code, as_of)) do
      for _, p in ipairs(c.personnel) do
        if most == nil or p.count > most.count then
          most = { operation = c.operation, count = p.count, date = p.date, sources = p.sources, verified = p.verified }
        end
      end
    end
    return most
  end

  --- Operations begun by the day, with the partners that had contributed by then (doubted[code]: not verified). legal_basis are
  --- keys of legal texts, some perhaps later than the day; `others`, neither Allies nor partners, have no dates.
  --- options: in_force.
  function api:operations(as_of, options)
    local day, list = day_of(as_of), {}
    options = options or {}
    for _, record in ipairs(data.operations) do
      local running = in_force(record.from, record.to, day)
      if begun(record.from, day) and (running or not options.in_force) then
        local contributors, doubted = {}, {}
        for _, code in ipairs(record.partner_contributors or {}) do
          for _, c in ipairs(partner_of[code].contributions or {}) do
            if c.operation == record.key and begun(c.from, day) and not contains(contributors, code) then
              contributors[#contributors + 1] = code
              doubted[code] = not c.verified
            end
          end
        end
        list[#list + 1] = {
          key = record.key, name = named(record), type = record.type, theatre = named(record, "theatre"),
          from = record.from, to = known(record.to, day), in_force = running,
          contributors = contributors, doubted = doubted, legal_basis = record.legal_basis or {},
          lat = record.lat, lon = record.lon, unsure = set_of(record.unverified_fields or {}),
          others = near and record.other_contributors or {}, description = near and named(record, "description") or nil,
          sources = record.sources, verified = record.verified,
        }
      end
    end
    return list
  end

  --- Exercises begun by the day. options: codes = only those in which one of the countries took part or hosted.
  --- is_series: it is held again and again since `from`. A data set of the request may say less: { name, year }.
  function api:exercises(as_of, options)
    local day, list = day_of(as_of), {}
    local wanted = options and options.codes and set_of(options.codes)
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
          name = named(record), from = from, to = known(record.to, day),
          is_series = record.from ~= nil and record.to == nil,
          partners = partners, type = named(record, "type"), personnel = record.personnel,
          sources = record.sources or {}, verified = record.verified == true,
        }
      end
    end
    return list
  end
end
