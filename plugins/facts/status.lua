--- Allies, memberships, and what a country was on a day.

local days = require("days")
local lists = require("lists")
local pad, begun, in_force, contains = days.pad, days.begun, days.in_force, lists.contains
local set_of = lists.set_of

return function(base)
  local ctx, api, data, near, day_of = base.ctx, base.api, base.data, base.near, base.day_of
  local named, interval_view = base.named, base.interval_view
  local partner_of, member_of = base.partner_of, base.member_of

  local function member_view(record)
    return {
      code = record.alpha3, name = named(record), accession = record.accession,
      founding = record.founding, former_partner = record.former_partner,
      sources = record.sources,
      -- That it is an Ally, and that it is one since that day, are verified apart.
      is_verified = record.verified,
      verified = record.verified and not contains(record.unverified_fields, "accession_day"),
    }
  end

  --- The Allies of the day, in the order in which they joined.
  function api:members(as_of)
    local day, list = day_of(as_of), {}
    for _, record in ipairs(data.members) do
      if begun(record.accession, day) then
        list[#list + 1] = member_view(record)
      end
    end
    return list
  end

  --- The Ally of that code on the day, or nil.
  function api:member(code, as_of)
    local record = member_of[code]
    if record and begun(record.accession, day_of(as_of)) then
      return member_view(record)
    end
    return nil
  end

  -- The first day of the unbroken stay in the framework that membership belongs to.
  local function stay_began(partner, membership)
    local from, qualifier = membership.from, membership.qualifier
    local moved = true
    while moved do
      moved = false
      for _, m in ipairs(partner.memberships) do
        if m.framework == membership.framework and m.to and pad(m.to) == pad(from) then
          from, qualifier, moved = m.from, m.qualifier, true
        end
      end
    end
    return from, qualifier
  end

  local function membership_view(partner, membership, day)
    local view = interval_view(membership, day, near)
    view.country, view.name = partner.alpha3, named(partner)
    view.joined, view.joined_qualifier = stay_began(partner, membership)
    return view
  end

  local function all_codes()
    local codes = {}
    for i, record in ipairs(data.partners) do
      codes[i] = record.alpha3
    end
    return codes
  end

  --- Every country that is or was a partner, by code.
  function api:countries()
    return all_codes()
  end

  --- Memberships of the countries that had begun by the day, in the order of the countries given.
  --- options: framework = only that one, past = those that have ended too.
  function api:memberships(codes, as_of, options)
    local day, list = day_of(as_of), {}
    options = options or {}
    for _, code in ipairs(codes or all_codes()) do
      local partner = partner_of[code]
      for _, m in ipairs(partner and partner.memberships or {}) do
        local wanted = options.framework == nil or options.framework == m.framework
        if wanted and begun(m.from, day) and (options.past or in_force(m.from, m.to, day)) then
          list[#list + 1] = membership_view(partner, m, day)
        end
      end
    end
    return list
  end

  --- The membership with which the country's partnership began, or nil.
  function api:first_membership(code, as_of)
    local first
    for _, m in ipairs(api:memberships({ code }, as_of, { past = true })) do
      if first == nil or pad(m.from) < pad(first.from) then
        first = m
      end
    end
    return first
  end

  local function main_membership(memberships)
    for _, key in ipairs(base.main_frameworks) do
      for _, m in ipairs(memberships) do
        if m.framework == key then
          return m
        end
      end
    end
    return memberships[1]
  end

  local function with_status(memberships, status)
    local list = {}
    for _, m in ipairs(memberships) do
      if m.status == status then
        list[#list + 1] = m
      end
    end
    return main_membership(list)
  end

  local function last_ended(memberships)
    local last
    for _, m in ipairs(memberships) do
      if m.to and (last == nil or pad(m.to) >= pad(last.to)) then
        last = m
      end
    end
    return last
  end

  -- kind, the day it began, and the membership that shows it.
  local function reckon_status(code, day)
    local held = api:memberships({ code }, day)
    local suspended = with_status(held, "suspended")
    if suspended then
      return "suspended", suspended, held
    end
    local main = main_membership(held)
    if main then
      return "partner", main, held
    end
    local last = last_ended(api:memberships({ code }, day, { past = true }))
    if last == nil then
      return "none", nil, held
    end
    return last.end_reason == "state-dissolved" and "dissolved" or "former", last, held
  end

  local function status_text(kind, m)
    if kind == "none" then
      return ctx.label("status.none")
    end
    local short = contains(base.main_frameworks, m.framework) and ctx.label("as." .. m.framework)
      or api:framework_name(m.framework, true)
    if kind == "partner" then
      return ctx.label("status.partner", { framework = short, since = api:since(m.joined, m.joined_qualifier) })
    elseif kind == "suspended" then
      return ctx.label("status.suspended", {
        framework = short, since = api:since(m.from, m.qualifier),
        joined = api:since(m.joined, m.joined_qualifier),
      })
    elseif kind == "dissolved" then
      return ctx.label("status.dissolved", { on = api:on(m.to) })
    end
    if m.end_reason == "withdrawn" then
      return ctx.label("status.withdrawn", { left = api:left(m.framework), on = api:on(m.to) })
    end
    return ctx.label("status.former", { framework = short, on = api:on(m.to) })
  end

  --- What the country is on the day:
  --- { code, name, kind, is_partner, since, text, memberships, record }; kind is "ally", "partner", "suspended",
  --- "former" (withdrawn, or its framework ended), "dissolved" or "none"; is_partner says that it is a partner, suspended or
  --- not; record is what to cite.
  function api:status(code, as_of)
    local day = day_of(as_of)
    local ally = api:member(code, day)
    if ally then
      return {
        code = code, name = ally.name, kind = "ally", is_partner = false, since = ally.accession, memberships = {},
        record = ally,
        text = ctx.label("status.ally", { since = api:since(ally.accession) }),
      }
    end
    local kind, m, held = reckon_status(code, day)
    return {
      code = code, name = api:name(code), kind = kind, is_partner = kind == "partner" or kind == "suspended",
      memberships = held, record = m,
      since = m and (m.to or (kind == "suspended" and m.from) or m.joined),
      text = status_text(kind, m),
    }
  end

  --- The partners of the day by name: countries that are no Allies and hold at least one membership.
  --- options: framework, region, status ("active" leaves suspended ones out, "suspended" keeps only those),
  --- codes (only of these).
  function api:partners(as_of, options)
    local day, list = day_of(as_of), {}
    options = options or {}
    local wanted = options.codes and set_of(options.codes)
    for _, record in ipairs(data.partners) do
      local here = options.region == nil or record.region == options.region
        or contains(record.also_regions, options.region)
      if here and (wanted == nil or wanted[record.alpha3]) then
        local status = api:status(record.alpha3, day)
        local kept = options.status == nil or (options.status == "suspended") == (status.kind == "suspended")
        local inside = options.framework == nil
        for _, m in ipairs(status.memberships) do
          inside = inside or m.framework == options.framework
        end
        if status.is_partner and kept and inside then
          list[#list + 1] = status
        end
      end
    end
    return text.sort(list, function(s) return s.name end)
  end

  --- Every country of a region, partner or not on the day: { current = {status…}, allies = {…}, others = {…} }.
  --- options: codes = only of these countries.
  function api:region_states(region, as_of, options)
    local wanted = options and options.codes and set_of(options.codes)
    local found = { current = {}, allies = {}, others = {} }
    for _, record in ipairs(data.partners) do
      local here = record.region == region or contains(record.also_regions, region)
      if here and (wanted == nil or wanted[record.alpha3]) then
        local status = api:status(record.alpha3, as_of)
        local list = found.others
        if status.kind == "ally" then
          list = found.allies
        elseif status.is_partner then
          list = found.current
        end
        list[#list + 1] = status
      end
    end
    for key, list in pairs(found) do
      found[key] = text.sort(list, function(s) return s.name end)
    end
    return found
  end
end
