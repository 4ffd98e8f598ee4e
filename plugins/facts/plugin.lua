--- The vetted base of facts on NATO's cooperation with non-members, asked as of a day.
--
-- Rules of the base, which every query keeps (data/README.md has them in full):
--   * Dates are YYYY, YYYY-MM or YYYY-MM-DD; a short date counts as the first day of its period.
--   * Intervals are half-open: in force on D when from <= D < to. An end after D is not known on D,
--     so the views handed out here do not carry it: nothing later than the day can leak.
--   * `qualifier`: "by" (no later than), "approx" (about), else exact.
--   * Status of a membership: active, suspended, restricted (political channel only). Suspended
--     partners stay on NATO's lists, so framework counts include them and say how many.
--   * Evidence is a source dated not after the day of the briefing. An undated source, like any
--     undated text, speaks of the time it was read: it is used only for days near the cut-off.
--
-- Marks on a statement (explained on the page by the section `sources`):
--   [@source]  evidence dated on or before the day;
--   †          not verified when the base was compiled;
--   ‡          verified, but only in sources later than the day, which are not cited.

-- How many days before the cut-off undated texts and sources may still be used.
local NEAR_DAYS = 400
-- How many days before an event a source may have announced it.
local NOTICE_DAYS = 31
-- How many sources a citation names at most, the best kinds first.
local MAX_CITED = 3

local KIND_RANK = {
  ["primary"] = 1, ["treaty-register"] = 1, ["government"] = 2, ["parliament"] = 2, ["reprint"] = 3,
  ["web"] = 4, ["research-service"] = 5, ["research"] = 5, ["press"] = 6, ["reference"] = 7,
}

-- A partner's status is told by the first of these it is in.
local MAIN_FRAMEWORKS = {
  "pfp", "med-dialogue", "ici", "global-partners", "contact-countries",
  "enduring-partnership-afghanistan", "nacc", "eapc",
}

local function pad(iso)
  if #iso == 4 then
    return iso .. "-01-01"
  elseif #iso == 7 then
    return iso .. "-01"
  end
  return iso
end

-- The last day of the period that a date names.
local function pad_end(iso)
  return #iso == 4 and iso .. "-12-31" or #iso == 7 and date.add(pad(date.add(pad(iso), { months = 1 })), { days = -1 }) or iso
end

local function begun(from, day)
  return from ~= nil and pad(from) <= day
end

local function in_force(from, to, day)
  return begun(from, day) and not begun(to, day)
end

-- A year or a month cannot mean a day before the thing it belongs to: "1999" in what began on 1999-06-12.
local function not_before(from, whole)
  return whole and #from < #whole and whole:sub(1, #from) == from and whole or from
end

local function known(iso, day)
  return begun(iso, day) and iso or nil
end

local function contains(list, value)
  for _, item in ipairs(list or {}) do
    if item == value then
      return true
    end
  end
  return false
end

-- The base writes apostrophes and dashes as a keyboard does; the page, as print does.
local function printed(words)
  return words and (words:gsub("'", "’"):gsub(" %- ", " – "))
end

local function set_of(list)
  local set = {}
  for _, item in ipairs(list) do
    set[item] = true
  end
  return set
end

-- A record as it was known on day: the end only when it had come, notes only when undated texts may be used.
local function interval_view(record, day, near)
  return {
    framework = record.framework, type = record.type, label = record.label,
    from = record.from, to = known(record.to, day),
    status = record.status, qualifier = record.qualifier,
    end_reason = begun(record.to, day) and record.end_reason or nil,
    in_force = in_force(record.from, record.to, day),
    note = near and record.note or nil,
    sources = record.sources, verified = record.verified,
  }
end

local function provide(ctx)
  local data = ctx.data
  local base = data.base
  local lang = ctx.language:sub(1, 2)
  local near = date.days_between(ctx.as_of, base.cut_off) <= NEAR_DAYS
  local tally = { cited = 0, unverified = 0, later = 0 }
  local api = {}

  local partner_of, member_of, other_of, framework_of, region_of, operation_of = {}, {}, {}, {}, {}, {}
  for _, r in ipairs(data.partners) do partner_of[r.alpha3] = r end
  for _, r in ipairs(data.members) do member_of[r.alpha3] = r end
  for _, r in ipairs(base.others) do other_of[r.alpha3] = r end
  for _, r in ipairs(data.frameworks) do framework_of[r.key] = r end
  for _, r in ipairs(data.regions) do region_of[r.key] = r end
  for _, r in ipairs(data.operations) do operation_of[r.key] = r end

  -- The day of a query: never later than the briefing's own.
  local function day_of(as_of)
    if as_of == nil or pad(as_of) > ctx.as_of then
      return ctx.as_of
    end
    return pad(as_of)
  end

  local function named(record, field)
    field = field or "name"
    return printed(record[field .. "_" .. lang] or record[field .. "_en"])
  end

  ---------------------------------------------------------------- names and days

  --- The country's name in the report's language.
  function api:name(code)
    local record = partner_of[code] or member_of[code] or other_of[code]
    return record and named(record) or code
  end

  --- A list of names, sorted by the language's rules.
  function api:names(codes)
    local names = {}
    for i, code in ipairs(codes) do
      names[i] = api:name(code)
    end
    return text.sort(names)
  end

  --- The framework's name; short: its acronym where it has one.
  function api:framework_name(key, short)
    local record = framework_of[key]
    if record == nil then
      return key
    end
    if short then
      return lang == "fr" and record.acronym_fr or record.acronym or named(record)
    end
    return named(record)
  end

  --- "left PfP": what is said of a country that withdrew from it.
  function api:left(key)
    if contains(MAIN_FRAMEWORKS, key) then
      return ctx.label("left." .. key)
    end
    return ctx.label("left", { framework = api:framework_name(key, true) })
  end

  function api:region_name(key)
    return named(region_of[key])
  end

  function api:operation_name(key)
    local record = operation_of[key]
    return record and named(record) or key
  end

  --- What a kind of country programme is called: "ITPP" gives its full name.
  function api:instrument_name(kind)
    return ctx.label("instrument." .. kind)
  end

  --- A date in words, as exact as it is known: "7 March 2024", "March 1992", "1996".
  function api:date(iso)
    local style = #iso == 4 and "year" or #iso == 7 and "month" or "long"
    -- The number of the day stays with its month.
    return (date.format(iso, style):gsub("^(%d+%a*) ", "%1\u{A0}"))
  end

  local function phrase(kind, iso, qualifier)
    local precision = #iso == 4 and "year" or #iso == 7 and "month" or "day"
    local when = api:date(iso)
    if qualifier == "approx" then
      when = ctx.label("about", { date = when })
    end
    local words = ctx.label(kind .. "." .. precision, { date = when })
    return qualifier == "by" and ctx.label("by", { when = words }) or words
  end

  --- "on 7 March 2024", "in March 1992".
  function api:on(iso, qualifier)
    return phrase("on", iso, qualifier)
  end

  --- "since 7 March 2024", "since about 1996" (by qualifier).
  function api:since(iso, qualifier)
    return phrase("since", iso, qualifier)
  end

  --- The date for a table cell, with its qualifier: "about 1996", "by 24 January 2017".
  function api:when(iso, qualifier)
    local words = api:date(iso)
    if qualifier == "approx" then
      return ctx.label("about", { date = words })
    end
    return qualifier == "by" and ctx.label("by-date", { date = words }) or words
  end

  --- The date for a narrow cell: "7 Mar 2024".
  function api:short_date(iso)
    return #iso == 10 and (date.format(iso, "short"):gsub("^(%d+%a*) ", "%1\u{A0}")) or api:date(iso)
  end

  --- A text that the base has in English only, as Markdown in a report of any language.
  function api:english(words)
    -- Here a hyphen between figures is a range; in the title of a source it may be part of a number.
    local escaped = text.escape((printed(words):gsub("(%d)%-(%d)", "%1–%2")))
    return lang == "en" and escaped or "[" .. escaped .. "]{lang=en}"
  end

  --- A date at the head of an item: as date(), with a capital.
  function api:dated(iso)
    return (api:date(iso):gsub("^%l", string.upper))
  end

  --- May texts without a date (summaries, notes, drivers) be used on this day?
  function api:is_near()
    return near
  end

  ---------------------------------------------------------------- evidence

  -- A source speaks of what had happened by its date, or was about to. The second result: it is too early.
  local function is_evidence(id, at)
    local source = data.sources[id]
    if source == nil then
      return false, false
    end
    if source.date == nil then
      return near, false
    end
    local is_early = at ~= nil and date.days_between(pad_end(source.date), pad(at)) > NOTICE_DAYS
    return pad(source.date) <= ctx.as_of and not is_early, is_early
  end

  local function rank(id)
    return KIND_RANK[data.sources[id].kind] or 9
  end

  local function evidence(records)
    local ids, seen, announced = {}, {}, false
    for _, record in ipairs(records) do
      local at = record.at or record.date or record.from or record.accession
      for _, id in ipairs(record.sources or {}) do
        local fits, is_early = is_evidence(id, at)
        announced = announced or is_early
        if fits and not seen[id] then
          seen[id] = true
          ids[#ids + 1] = id
        end
      end
    end
    -- Insertion keeps the base's order among sources of one rank.
    for i = 2, #ids do
      local id, j = ids[i], i - 1
      while j >= 1 and rank(ids[j]) > rank(id) do
        ids[j + 1] = ids[j]
        j = j - 1
      end
      ids[j + 1] = id
    end
    return ids, announced
  end

  local function cited(ids)
    local keys = {}
    for i = 1, math.min(#ids, MAX_CITED) do
      keys[i] = "@" .. ids[i]
    end
    return "[" .. table.concat(keys, "; ") .. "]"
  end

  --- The evidence of a record, or of several, as Markdown to put after a statement: " [@a; @b]",
  --- with "†" when one is not verified, "‡" when all its evidence is later than the day. A record may say
  --- `at`: the day of the one fact cited; sources that were earlier are then left out.
  function api:cite(record, ...)
    local records = { record, ... }
    local ids, announced = evidence(records)
    local mark = ""
    for _, r in ipairs(records) do
      if not r.verified then
        mark = "†"
      end
    end
    if mark == "" and #ids == 0 then
      -- What was only announced has not been seen to happen.
      mark = announced and "†" or "‡"
    end
    if mark == "†" then
      tally.unverified = tally.unverified + 1
    elseif mark == "‡" then
      tally.later = tally.later + 1
    end
    if #ids == 0 then
      return mark
    end
    tally.cited = tally.cited + 1
    return " " .. cited(ids) .. mark
  end

  --- A sentence with its evidence before its full stop: "They meet yearly [@a]."
  function api:statement(words, record)
    local cite = api:cite(record)
    local head, tail = words:match("^(.*)(%.%]{lang=%a+})$")
    if head == nil then
      head, tail = words:match("^(.*)(%.)$")
    end
    if head == nil then
      return words .. cite .. "."
    elseif tail == "." then
      return head .. cite .. "."
    end
    return head .. tail:sub(2) .. cite .. "."
  end

  --- The mark of a record alone, for a cell whose row is cited as a whole: "†" or "".
  function api:mark(record)
    return api:dagger(not record.verified)
  end

  --- "†" where something is unsure, else "". Marks are counted, so each is asked for where it will stand.
  function api:dagger(is_unsure)
    tally.unverified = tally.unverified + (is_unsure and 1 or 0)
    return is_unsure and "†" or ""
  end

  --- The evidence of a row for a column of sources. One record: as cite(). Several, whose cells carry
  --- their own marks: "[@a; @b]", or "‡" or "†" where there is none.
  function api:sources_of(records)
    if #records == 1 then
      return (api:cite(records[1]):gsub("^ ", ""))
    end
    local ids = evidence(records)
    local verified = false
    for _, r in ipairs(records) do
      verified = verified or r.verified
    end
    if #ids == 0 and verified then
      tally.later = tally.later + 1
      return "‡"
    elseif #ids == 0 then
      return api:dagger(true)
    end
    tally.cited = tally.cited + 1
    return cited(ids)
  end

  --- What a citation's key stands for, as a list of sources needs it; verified: a part of it was read.
  function api:source(key)
    local s = data.sources[key]
    return s and {
      title = printed(s.title), publisher = s.publisher, date = s.date, url = s.url, accessed = s.accessed,
      kind = s.kind, language = s.language, verified = s.access == "excerpt",
    }
  end

  --- How many statements were cited, marked † and marked ‡ so far in this report.
  function api:tally()
    return { cited = tally.cited, unverified = tally.unverified, later = tally.later }
  end

  --- The base: its name, first day and cut-off.
  function api:base()
    return { name = base.name, from = base.from, cut_off = base.cut_off, near_days = NEAR_DAYS }
  end

  ---------------------------------------------------------------- members

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

  ---------------------------------------------------------------- memberships and status

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

  local function main_membership(memberships)
    for _, key in ipairs(MAIN_FRAMEWORKS) do
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
    local short = contains(MAIN_FRAMEWORKS, m.framework) and ctx.label("as." .. m.framework)
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
  --- { code, name, kind, since, text, memberships, record }; kind is "ally", "partner", "suspended",
  --- "former" (withdrawn, or its framework ended), "dissolved" or "none"; record is what to cite.
  function api:status(code, as_of)
    local day = day_of(as_of)
    local ally = api:member(code, day)
    if ally then
      return {
        code = code, name = ally.name, kind = "ally", since = ally.accession, memberships = {}, record = ally,
        text = ctx.label("status.ally", { since = api:since(ally.accession) }),
      }
    end
    local kind, m, held = reckon_status(code, day)
    return {
      code = code, name = api:name(code), kind = kind, memberships = held, record = m,
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
        local is_partner = status.kind == "partner" or status.kind == "suspended"
        local kept = options.status == nil or (options.status == "suspended") == (status.kind == "suspended")
        local inside = options.framework == nil
        for _, m in ipairs(status.memberships) do
          inside = inside or m.framework == options.framework
        end
        if is_partner and kept and inside then
          list[#list + 1] = status
        end
      end
    end
    return text.sort(list, function(s) return s.name end)
  end

  --- Every country of a region, partner or not on the day: { current = {status…}, allies = {…}, others = {…} }.
  function api:region_states(region, as_of, codes)
    local wanted = codes and set_of(codes)
    local found = { current = {}, allies = {}, others = {} }
    for _, record in ipairs(data.partners) do
      local here = record.region == region or contains(record.also_regions, region)
      if here and (wanted == nil or wanted[record.alpha3]) then
        local status = api:status(record.alpha3, as_of)
        local list = found.others
        if status.kind == "ally" then
          list = found.allies
        elseif status.kind == "partner" or status.kind == "suspended" then
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

  ---------------------------------------------------------------- frameworks

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
      objectives = near and record.objectives or nil, note = near and record.note or nil,
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

  --- Partners in the framework on each of the days (ascending).
  function api:series(framework, days)
    local values = {}
    for i, day in ipairs(days) do
      values[i] = 0
    end
    for _, partner in ipairs(data.partners) do
      for _, m in ipairs(partner.memberships) do
        if m.framework == framework then
          local from, to = pad(m.from), m.to and pad(m.to)
          for i, day in ipairs(days) do
            if from <= day and not (to and to <= day) then
              values[i] = values[i] + 1
            end
          end
        end
      end
    end
    return values
  end

  ---------------------------------------------------------------- programmes, events, operations

  --- Country programmes begun by the day. options: type, in_force = only those without an end by then.
  function api:instruments(codes, as_of, options)
    local day, list = day_of(as_of), {}
    options = options or {}
    for _, code in ipairs(codes or all_codes()) do
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
      id = record.id, date = record.date, kind = record.kind, title = record.title,
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
          -- The titles are English, and so is the name in them: "Albania joins …", but "Australia: IPCP begins".
          local view = event_view(record)
          local verb = record.title:match("^Joins .*")
          view.title = partner.name_en .. (verb and " " .. verb:sub(1, 1):lower() .. verb:sub(2) or ": " .. record.title)
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
      for _, view in ipairs(own_events(options.codes or all_codes(), day)) do
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
          note = near and record.note or nil, sources = record.sources, verified = record.verified,
        }
      end
    end
    return list
  end

  --- Operations begun by the day, with the partners that had contributed by then. options: in_force.
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
          key = record.key, name = named(record), type = record.type, theatre = record.theatre,
          from = record.from, to = known(record.to, day), in_force = running,
          contributors = contributors, description = near and record.description or nil,
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
          name = record.name, from = from, to = known(record.to, day), host = record.host,
          is_series = record.from ~= nil and record.to == nil,
          partners = partners, type = record.type, personnel = record.personnel, nations = record.nations,
          sources = record.sources or {}, verified = record.verified == true,
        }
      end
    end
    return list
  end

  ---------------------------------------------------------------- legal texts

  --- Texts concluded by the day, oldest first; in_force and ended only when they had come by then.
  --- options: types = list of treaty, political-document, agreement, unsc-resolution.
  function api:legal(as_of, options)
    local day, list = day_of(as_of), {}
    options = options or {}
    local types = options.types and set_of(options.types)
    for _, record in ipairs(data.legal) do
      if begun(record.date, day) and (types == nil or types[record.type]) then
        list[#list + 1] = {
          key = record.key, title = named(record, "title"), type = record.type,
          date = record.date, place = record.place,
          in_force = known(record.in_force, day), ended = known(record.ended, day),
          parties = record.parties, provisions = record.provisions or {}, reference = record.reference,
          role = near and record.role_in_cooperation or nil,
          frameworks = record.frameworks or {}, operations = record.operations or {},
          sources = record.sources, verified = record.verified,
          unsure = { date = contains(record.unverified_fields, "date"),
                     in_force = contains(record.unverified_fields, "in_force") },
        }
      end
    end
    table.sort(list, function(a, b)
      if pad(a.date) ~= pad(b.date) then
        return pad(a.date) < pad(b.date)
      end
      return a.key < b.key
    end)
    return list
  end

  --- Models of agreement: no one document, so without a date; only on days near the cut-off.
  function api:legal_models()
    local list = {}
    for _, record in ipairs(near and data.legal or {}) do
      if record.date == nil then
        list[#list + 1] = {
          key = record.key, title = named(record, "title"), parties = record.parties,
          role = record.role_in_cooperation, sources = record.sources, verified = record.verified,
        }
      end
    end
    return list
  end

  --- The PfP status of forces agreement, country by country, as its register stood on the day; status is
  --- "in-force" (Additional Protocol in force), "signed" or "not-found".
  function api:sofa(codes, as_of)
    local day, list = day_of(as_of), {}
    for _, code in ipairs(codes or all_codes()) do
      local record = partner_of[code] and partner_of[code].sofa
      if record then
        local signed = known(record.agreement_signed, day)
        local further_signed = known(record.further_protocol_signed, day)
        local protocol = known(record.additional_protocol_in_force, day)
        list[#list + 1] = {
          country = code, name = api:name(code), signed = signed,
          agreement = known(record.agreement_in_force, day), protocol = protocol,
          further_signed = further_signed, further = known(record.further_protocol_in_force, day),
          status = protocol and "in-force" or (signed or further_signed) and "signed" or "not-found",
          note = near and record.note or nil, sources = record.sources, verified = record.verified,
        }
      end
    end
    return list
  end

  ---------------------------------------------------------------- countries and regions

  --- { code, name, region, regions, accession = {applied, invited, protocol_signed, acceded} known by the day }.
  function api:country(code, as_of)
    local day, record = day_of(as_of), partner_of[code]
    if record == nil then
      return nil
    end
    local path
    if record.nato_accession then
      local a = record.nato_accession
      path = {
        applied = known(a.applied, day), invited = known(a.invited, day),
        protocol_signed = known(a.protocol_signed, day), acceded = known(a.acceded, day),
        unsure = set_of(a.unverified_fields or {}), sources = a.sources, verified = a.verified,
      }
    end
    return {
      code = code, name = named(record), region = record.region,
      regions = { record.region, table.unpack(record.also_regions or {}) },
      accession = path, note = near and record.notes or nil,
    }
  end

  --- Regions in the base's order; summary and drivers, which have no date, only on days near the cut-off.
  function api:region(key)
    local record = region_of[key]
    return record and {
      key = key, name = named(record), formats = record.formats,
      summary = near and record.summary or nil, drivers = near and record.drivers or nil,
      sources = record.sources, verified = record.verified,
    }
  end

  function api:regions()
    local list = {}
    for i, record in ipairs(data.regions) do
      list[i] = api:region(record.key)
    end
    return list
  end

  return api
end

-- The words requests may use for countries, regions and frameworks.
local function vocab(data)
  local base = data.base
  local function names_of(record)
    local names = { record.alpha2, record.alpha3, record.name_en, record.name_fr }
    for _, alias in ipairs(base.aliases[record.alpha3] or {}) do
      names[#names + 1] = alias
    end
    return names
  end
  local words = { country = {}, region = {}, framework = {} }
  local known_codes = {}
  for _, r in ipairs(data.partners) do
    known_codes[r.alpha3] = true
    words.country[#words.country + 1] = { code = r.alpha3, names = names_of(r) }
  end
  for _, r in ipairs(data.members) do
    if not known_codes[r.alpha3] then
      words.country[#words.country + 1] = {
        code = r.alpha3, names = names_of(r),
        refuse = r.name_en .. " has been an Ally since " .. r.accession:sub(1, 4) .. " and was never a partner",
      }
    end
  end
  for _, r in ipairs(base.others) do
    words.country[#words.country + 1] = {
      code = r.alpha3, names = names_of(r),
      refuse = r.name_en .. " is not, and was not, in any partnership with NATO that the base of facts records",
    }
  end
  for _, r in ipairs(data.regions) do
    words.region[#words.region + 1] = { code = r.key, names = { r.key, r.name_en, r.name_fr } }
  end
  for _, r in ipairs(data.frameworks) do
    words.framework[#words.framework + 1] = {
      code = r.key, names = { r.key, r.acronym or r.key, r.acronym_fr or r.key, r.name_en, r.name_fr },
    }
  end
  return words
end

return {
  name = "facts", version = "1.0.0", api = 1,
  summary = "The vetted base of facts, asked as of a day",
  data = {
    base = "data/base.json", events = "data/events.json", exercises = "data/exercises.json",
    frameworks = "data/frameworks.json", legal = "data/legal.json", members = "data/members.json",
    operations = "data/operations.json", partners = "data/partners.json",
    regions = "data/regions.json", sources = "data/sources.json",
  },
  covers = { from = "1991-12-20", to = "2026-11-23" },
  vocab = vocab,
  provide = provide,

  source = function(api, key) return api:source(key) end,
}
