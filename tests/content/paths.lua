--- Paths over time, asked of the data plugin on a plain interpreter: what a country was stretch by stretch, a region's
--- milestones, sums of support. What is wanted was read by hand from the base.
-- Usage: lua5.4 tests/content/paths.lua ROOT
local root = arg[1] or "."
package.path = root .. "/tests/content/?.lua;" .. package.path
local host = require("host")

local plugin = host.load(root, "facts")
local data = host.data(root, plugin)
local check, finish = host.checks()

local function facts_of(day, language)
  return host.facts(root, plugin, data, day, language)
end

local function told(course)
  local items = {}
  for i, s in ipairs(course) do
    items[i] = ("%s %s/%s"):format(s.kind, s.from, s.to or "")
  end
  return table.concat(items, "; ")
end

for _, case in ipairs {
  { "SWE", "2024-06-01", "partner 1994-05-09/2024-03-07; ally 2024-03-07/" },
  { "SWE", "2019-06-01", "partner 1994-05-09/" },
  { "MLT", "2026-11-01", "partner 1995-04-26/1996-10-27; partner 2008-04-03/" },
  { "RUS", "2026-11-01", "council 1991-12-20/1994-06-22; partner 1994-06-22/2014-04-01; suspended 2014-04-01/" },
  { "CSK", "2026-11-01", "council 1991-12-20/1993-01-01" },
  { "TJK", "1999-05-01", "council 1992-03/1997-05-30; council 1997-05-30/" },
  { "FRA", "1999-05-01", "ally 1949-04-04/" },
  { "UKR", "1992-02-01", "" },
} do
  check("course of " .. case[1] .. " on " .. case[2], told(facts_of(case[2]):course(case[1])), case[3])
end

-- A course ends with what the country is on the day.
local ENDS = { council = "partner", former = "none", dissolved = "none" }
for _, day in ipairs { "1992-06-01", "1999-05-01", "2008-09-01", "2019-06-01", "2021-11-19", "2026-11-01" } do
  local facts = facts_of(day)
  for _, code in ipairs(facts:countries()) do
    local course, kind = facts:course(code), facts:status(code).kind
    local last = course[#course]
    local ends = last and last.to == nil and last.kind or "none"
    check(day .. " end of the course of " .. code, ENDS[ends] or ends, ENDS[kind] or kind)
  end
end

-- Milestones are events of the base, in order within their region.
local event_of, last = {}, {}
for _, event in ipairs(data.events) do
  event_of[event.id] = event
end
for _, m in ipairs(data.milestones) do
  local event = event_of[m.event]
  check("event of the milestone " .. m.text_en, event ~= nil, true)
  if event then
    local before = last[m.region] or ""
    check(m.region .. " in order: " .. m.text_en, before:sub(1, #event.date) <= event.date, true)
    last[m.region] = event.date
  end
end
check("milestones of 1992", #facts_of("1992-06-01"):milestones("eastern-europe-black-sea"), 1)
check("milestones of 2008", #facts_of("2008-09-01"):milestones("eastern-europe-black-sea"), 8)
check("milestones of Georgia alone", #facts_of("2009-01-01"):milestones("south-caucasus", nil, { codes = { "GEO" } }), 3)

check("sums before the first", #facts_of("2025-12-02"):support("UKR"), 0)
check("sums of the non-members", #facts_of("2026-07-07"):support("UKR"), 2)
check("sums of the day", #facts_of("2026-07-08"):support("UKR"), 4)
check("a sum of Australia", facts_of("2026-11-01"):support("UKR", nil, { "AUS" })[1].amount, 50000000)
check("an operation in short", facts_of("2026-11-01"):operation_name("isaf", true), "ISAF")
check("an operation in short, in French", facts_of("2026-11-01", "fr"):operation_name("isaf", true), "FIAS")
check("an operation without an acronym", facts_of("2026-11-01", "fr"):operation_name("sea-guardian", true), "Sea Guardian")

finish()
