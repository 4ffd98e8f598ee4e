--- Paths over time: what a country was, stretch by stretch; what marks a region's path; sums given by the day.

local days = require("days")
local lists = require("lists")
local pad, begun, in_force, contains = days.pad, days.begun, days.in_force, lists.contains

return function(base)
  local api, data, day_of, named = base.api, base.data, base.day_of, base.named
  local event_of

  -- Events by id, when they are first asked for: most reports show no timeline.
  local function event(id)
    event_of = event_of or lists.by_key(data.events, "id")
    return event_of[id]
  end

  -- The days on which anything about the country's standing changed, in order, as exact as they are known.
  local function turns(memberships, day)
    local list, seen = {}, {}
    for _, m in ipairs(memberships) do
      for _, iso in ipairs({ m.from, m.to }) do
        local at = pad(iso)
        if at <= day and not seen[at] then
          seen[at] = true
          list[#list + 1] = iso
        end
      end
    end
    table.sort(list, function(a, b) return pad(a) < pad(b) end)
    return list
  end

  -- The membership that tells what the country was on a day: what is suspended first, then as in status().
  local function telling(memberships, day)
    local best, best_rank
    for _, m in ipairs(memberships) do
      for rank, key in ipairs(base.main_frameworks) do
        local score = rank - (m.status == "suspended" and 100 or 0)
        if m.framework == key and in_force(m.from, m.to, pad(day)) and (best == nil or score < best_rank) then
          best, best_rank = m, score
        end
      end
    end
    return best
  end

  -- The day of a turn as exactly as the base knows it: a month stays a month.
  local function as_written(at, began, ended)
    local from, to = began and began.from, ended and ended.record.to
    return from and pad(from) == at and from or to and pad(to) == at and to or at
  end

  --- What a country was up to the day, stretch by stretch: { { from, to, kind, framework, approx, record } … }. kind is
  --- "council" (in the NACC or the EAPC alone), "partner", "suspended" or "ally"; to is nil for the last, if it goes on.
  function api:course(code, as_of)
    local day, list = day_of(as_of), {}
    local memberships = api:memberships({ code }, day, { past = true })
    for _, at in ipairs(turns(memberships, day)) do
      local m, last = telling(memberships, at), list[#list]
      local goes_on = last and last.to == nil
      local turn = as_written(at, m, last)
      if goes_on and (m == nil or last.framework ~= m.framework or last.status ~= m.status) then
        last.to, goes_on = turn, false
      end
      if m and not goes_on then
        local is_council = m.framework == "nacc" or m.framework == "eapc"
        list[#list + 1] = {
          from = turn, framework = m.framework, status = m.status, approx = m.qualifier == "approx", record = m,
          kind = m.status == "suspended" and "suspended" or is_council and "council" or "partner",
        }
      end
    end
    local ally = api:member(code, day)
    if ally then
      list[#list + 1] = { from = ally.accession, kind = "ally", approx = false, record = ally }
    end
    return list
  end

  --- A region's milestones by the day, oldest first: { date, kind, words, mark, is_key, countries, … of the event }.
  --- kind is "opening" (cooperation opened or deepened), "strain" (crisis, suspension, withdrawal), "operation" or
  --- "accession"; mark, a word or two, is there for what drew a line through the region. options: codes = only those that
  --- concern one of the countries, or none in particular.
  function api:milestones(region, as_of, options)
    local day, list = day_of(as_of), {}
    local codes = options and options.codes
    for _, record in ipairs(data.milestones) do
      local of = event(record.event)
      local wanted = record.region == region and begun(of.date, day)
      if wanted and (codes == nil or of.countries == nil or #api:among(of.countries, codes) > 0) then
        list[#list + 1] = {
          id = of.id, date = of.date, kind = record.kind, words = named(record, "text"), mark = named(record, "mark"),
          is_key = record.is_key == true,
          countries = of.countries or {}, sources = of.sources, verified = of.verified,
        }
      end
    end
    return list
  end

  --- Sums given or pledged by the day, oldest first. recipient: the country they are for; by: of these countries alone, else
  --- also what the Allies gave together (which has no `by`). year: the year a pledge is for; at_least: it may be more.
  function api:support(recipient, as_of, by)
    local day, list = day_of(as_of), {}
    for _, record in ipairs(data.support) do
      if record.recipient == recipient and begun(record.date, day) and (by == nil or contains(by, record.by)) then
        list[#list + 1] = {
          date = record.date, by = record.by, year = record.year,
          amount = record.amount, currency = record.currency, at_least = record.at_least == true,
          sources = record.sources, verified = record.verified,
        }
      end
    end
    return list
  end
end
