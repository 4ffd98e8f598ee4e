--- Whether the base holds together: keys, dates, intervals, references, sources, translations (`sitrep facts check`).
-- What is wrong is told by set and path; see data/README.md for the rules.

local days = require("days")
local wording = require("wording")
local pad = days.pad

-- Which fields hold days, and what others refer to.
local DAYS = {
  accession = true, accessed = true, acceded = true, after = true, announced = true, applied = true, compiled = true,
  cut_off = true, date = true, ended = true, established = true, from = true, in_force = true, invited = true,
  protocol_signed = true, to = true, ["until"] = true, agreement_signed = true, agreement_in_force = true,
  additional_protocol_in_force = true, further_protocol_signed = true, further_protocol_in_force = true,
}
local REFERENCES = {
  framework = "frameworks", frameworks = "frameworks", formats = "frameworks", successor = "frameworks",
  countries = "countries", host = "countries", partner_participants = "countries", partner_contributors = "countries",
  other_contributors = "countries", partner_examples = "countries", partners = "countries", former_partners = "countries",
  recipient = "countries", by = "countries", operation = "operations", operations = "operations", legal_basis = "legal", region = "regions",
  also_regions = "regions", sources = "sources", key_events = "events", event = "events", examples = "countries",
  exercise = "exercises", text = "legal",
}
-- What each kind of reference is called.
local CALLED = {
  frameworks = "framework", countries = "country", operations = "operation", legal = "text", regions = "region",
  sources = "source", events = "event", exercises = "exercise",
}
local INTERVALS = { { "from", "to" }, { "established", "ended" } }
-- The sets whose records are of the time after the cut-off, or were announced for it.
local AHEAD = { upcoming = true, scenarios = true, drivers = true }
-- What has happened when it is told; ends may lie ahead.
local PAST = { accession = true, acceded = true, date = true, established = true, from = true }
local MONTH_DAYS = { 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 }

local function is_leap(year)
  return year % 4 == 0 and (year % 100 ~= 0 or year % 400 == 0)
end

local function is_day(value)
  if type(value) ~= "string" then
    return false
  end
  local year, month, day = value:match("^(%d%d%d%d)%-?(%d?%d?)%-?(%d?%d?)$")
  if year == nil or #value ~= 4 + (month ~= "" and 3 or 0) + (day ~= "" and 3 or 0) then
    return false
  end
  local m, d = tonumber(month) or 1, tonumber(day) or 1
  return m >= 1 and m <= 12 and d >= 1 and d <= MONTH_DAYS[m] and (m ~= 2 or d < 29 or is_leap(tonumber(year)))
end

-- A checker gathers what is wrong; known holds, by kind, all that can be referred to.
local function checker(data)
  local check = { data = data, wrong = {}, known = {} }

  function check.tell(set, path, message, hint)
    check.wrong[#check.wrong + 1] = { set = set, path = { table.unpack(path) }, message = message, hint = hint }
  end

  local function gather(kind, list, key)
    check.known[kind] = check.known[kind] or {}
    for _, record in ipairs(list) do
      check.known[kind][record[key]] = true
    end
  end
  gather("frameworks", data.frameworks, "key")
  gather("operations", data.operations, "key")
  gather("legal", data.legal, "key")
  gather("regions", data.regions, "key")
  gather("events", data.events, "id")
  gather("exercises", data.exercises, "key")
  gather("countries", data.partners, "alpha3")
  gather("countries", data.members, "alpha3")
  gather("countries", data.base.others, "alpha3")
  check.known.sources = { ["own-knowledge"] = true }  -- no document at all
  for id in pairs(data.sources) do
    check.known.sources[id] = true
  end
  return check
end

local function check_reference(check, set, path, field, value)
  local kind = REFERENCES[field]
  if type(value) == "string" and not check.known[kind][value] then
    check.tell(set, path, ("the base knows no %s \"%s\""):format(CALLED[kind], value), "mend the key, or add the record it names")
  end
end

local function check_day(check, set, path, field, value)
  if not is_day(value) then
    check.tell(set, path, ("%s: \"%s\" is no day"):format(field, tostring(value)), "write YYYY, YYYY-MM or YYYY-MM-DD")
  elseif PAST[field] and not AHEAD[set] and pad(value) > check.data.base.cut_off then
    check.tell(set, path, ("%s: %s is later than the base's cut-off, %s"):format(field, value, check.data.base.cut_off),
      "what was announced belongs in upcoming; a newer base says so in base.json")
  end
end

local function check_intervals(check, set, path, record)
  for _, ends in ipairs(INTERVALS) do
    local from, to = record[ends[1]], record[ends[2]]
    if is_day(from) and is_day(to) and pad(to) <= pad(from) and to ~= from then
      path[#path + 1] = ends[2]
      check.tell(set, path, ("it ends on %s, before it begins on %s"):format(to, from), "the end is the first day on which it no longer holds")
      path[#path] = nil
    end
  end
end

local function check_verified(check, set, path, record)
  if record.verified ~= true or record.sources == nil then
    return
  end
  for _, id in ipairs(record.sources) do
    if id ~= "own-knowledge" then
      return
    end
  end
  check.tell(set, path, "it is verified, and names no source it was read in", "name the source, or say verified = false")
end

local function check_words(check, set, path, en, fr)
  if type(en) ~= type(fr) then
    check.tell(set, path, "it is there in one language only", "write both, x_en and x_fr")
  elseif type(en) == "table" then
    for i = 1, math.max(#en, #fr) do
      check_words(check, set, path, en[i], fr[i])
    end
  elseif type(en) == "string" then
    local said, said_fr = wording.figures(en, "en"), wording.figures(fr, "fr")
    if said ~= said_fr then
      check.tell(set, path, ("the languages say other figures: \"%s\" and \"%s\""):format(said, said_fr),
        "both say the same; where only one needs a figure, reword it")
    end
    for _, mistake in ipairs(en ~= fr and wording.mistakes(fr) or {}) do
      check.tell(set, path, ("in French, %s"):format(mistake), "a name that is right so is listed in plugins/facts/wording.lua")
    end
  end
end

local function check_translations(check, set, path, record)
  for field, value in pairs(record) do
    local stem = type(field) == "string" and field:match("^(.*)_en$")
    local other = type(field) == "string" and field:match("^(.*)_fr$")
    path[#path + 1] = field
    if stem then
      check_words(check, set, path, value, record[stem .. "_fr"])
    elseif other and record[other .. "_en"] == nil and record[other] == nil then
      check_words(check, set, path, nil, value)
    end
    path[#path] = nil
  end
end

local function walk(check, set, path, value)
  if type(value) ~= "table" then
    return
  end
  check_intervals(check, set, path, value)
  check_verified(check, set, path, value)
  check_translations(check, set, path, value)
  for field, inner in pairs(value) do
    path[#path + 1] = field
    if DAYS[field] then
      check_day(check, set, path, field, inner)
    elseif REFERENCES[field] and type(inner) == "table" then
      for i, item in ipairs(inner) do
        path[#path + 1] = i
        check_reference(check, set, path, field, item)
        path[#path] = nil
      end
    elseif REFERENCES[field] then
      check_reference(check, set, path, field, inner)
    end
    walk(check, set, path, inner)
    path[#path] = nil
  end
end

-- Keys stand once in a set.
local function check_keys(check, set, records)
  local seen = {}
  for i, record in ipairs(records) do
    local key = type(record) == "table" and (record.key or record.id or record.alpha3)
    if key and seen[key] then
      check.tell(set, { i }, ("\"%s\" is there twice"):format(key), "a record is known by its key")
    end
    seen[key or i] = true
  end
end

local function check_order(check, set, records)
  for i = 2, #records do
    if pad(records[i].date) < pad(records[i - 1].date) then
      check.tell(set, { i, "date" }, ("%s stands behind %s"):format(records[i].date, records[i - 1].date), "events are sorted by date")
    end
  end
end

-- A country is in a framework once at a time.
local function check_memberships(check, i, partner)
  for a, m in ipairs(partner.memberships) do
    for b = 1, a - 1 do
      local o = partner.memberships[b]
      local apart = o.to and pad(o.to) <= pad(m.from) or m.to and pad(m.to) <= pad(o.from)
      if o.framework == m.framework and not apart then
        check.tell("partners", { i, "memberships", a, "from" },
          ("%s is in %s twice at a time, since %s and since %s"):format(partner.name_en, m.framework, o.from, m.from),
          "the first ends on the day on which the second begins")
      end
    end
  end
end

-- What ended with accession ended on the day of accession, which is that of the list of Allies.
local function check_accession(check, i, partner, accession)
  local acceded = partner.nato_accession and partner.nato_accession.acceded
  if acceded ~= accession then
    check.tell("partners", { i, "nato_accession", "acceded" },
      ("%s acceded on %s here, on %s in the list of Allies"):format(partner.name_en, tostring(acceded or "no day"), tostring(accession or "no day")))
  end
  for n, m in ipairs(partner.memberships) do
    if m.end_reason == "nato-accession" and m.to ~= accession then
      check.tell("partners", { i, "memberships", n, "to" },
        ("%s left %s by accession on %s, and acceded on %s"):format(partner.name_en, m.framework, tostring(m.to), tostring(accession)))
    end
  end
end

local function check_partners(check)
  local acceded = {}
  for _, member in ipairs(check.data.members) do
    acceded[member.alpha3] = member.accession
  end
  for i, partner in ipairs(check.data.partners) do
    check_memberships(check, i, partner)
    check_accession(check, i, partner, acceded[partner.alpha3])
  end
end

-- Whole snapshots add up.
local function check_snapshots(check)
  for i, operation in ipairs(check.data.operations) do
    for n, snapshot in ipairs(operation.snapshots or {}) do
      local sum = 0
      for _, count in pairs(snapshot.by_country or {}) do
        sum = sum + count
      end
      if snapshot.partial == false and snapshot.total and sum ~= snapshot.total then
        check.tell("operations", { i, "snapshots", n, "total" },
          ("the countries add up to %d, the total says %d"):format(sum, snapshot.total), "say partial = true where some are missing")
      end
    end
  end
end

return function(data)
  local check = checker(data)
  for set, records in pairs(data) do
    walk(check, set, {}, records)
    check_keys(check, set, records)
  end
  check_order(check, "events", data.events)
  check_partners(check)
  check_snapshots(check)
  return check.wrong
end
