--- The base's own check (plugins/facts/check.lua): it finds nothing in the base, and each planted mistake at its place.
-- Usage: lua5.4 tests/content/check.lua ROOT
local root = arg[1] or "."
package.path = root .. "/tests/content/?.lua;" .. package.path
local host = require("host")

local plugin = host.load(root, "facts")
local failed, passed = 0, 0

local function fail(words)
  failed = failed + 1
  print("FAIL " .. words)
end

local function place(wrong)
  local steps = { wrong.set }
  for _, step in ipairs(wrong.path) do
    steps[#steps + 1] = tostring(step)
  end
  return table.concat(steps, ".")
end

local function index_of(list, field, value)
  for i, record in ipairs(list) do
    if record[field] == value then
      return i
    end
  end
  error("no record has " .. field .. " = " .. value)
end

-- What is planted, where it must be told (# is the record's position), and words of the message.
local function ukraine(data) return index_of(data.partners, "alpha3", "UKR") end
local function sweden(data) return index_of(data.partners, "alpha3", "SWE") end
local function pfp(data) return index_of(data.frameworks, "key", "pfp") end
local function kfor(data) return index_of(data.operations, "key", "kfor") end
local function first() return 1 end

local cases = {
  { "a day of no calendar", ukraine, function(r) r.memberships[1].from = "1994-02-30" end, "partners.#.memberships.1.from", "is no day" },
  { "a month of one digit", ukraine, function(r) r.memberships[1].from = "1994-2" end, "partners.#.memberships.1.from", "is no day" },
  { "no leap year", ukraine, function(r) r.memberships[1].from = "1900-02-29" end, "partners.#.memberships.1.from", "is no day" },
  { "a fact of tomorrow", first, function(_, d) d.events[#d.events].date = "2031" end, "events.@.date", "later than the base's cut-off" },
  { "an end before the beginning", pfp, function(r) r.ended = "1993" end, "frameworks.#.ended", "before it begins" },
  { "an unknown framework", ukraine, function(r) r.memberships[1].framework = "pfq" end, "partners.#.memberships.1.framework", "no framework \"pfq\"" },
  { "an unknown country", first, function(_, d) d.events[1].countries = { "UKX" } end, "events.1.countries.1", "no country \"UKX\"" },
  { "an unknown source", pfp, function(r) r.sources[1] = "nato-pfp-1995" end, "frameworks.#.sources.1", "no source" },
  { "verified by nobody", pfp, function(r) r.sources = { "own-knowledge" } end, "frameworks.#", "names no source" },
  { "French missing", pfp, function(r) r.name_fr = nil end, "frameworks.#.name_en", "one language only" },
  { "English missing", first, function(_, d) d.events[1].title_en = nil end, "events.1.title_fr", "one language only" },
  { "other figures", first, function(_, d) d.events[1].title_fr = d.events[1].title_fr .. " 17" end, "events.1.title_en", "other figures" },
  { "no ne", first, function(_, d) d.events[1].title_fr = "La base cite aucun pays" end, "events.1.title_en", "no “ne”" },
  { "a name that changed", first, function(_, d) d.events[1].title_fr = "La République tchèque" end, "events.1.title_en", "Tchéquie" },
  { "a capital after a colon", first, function(_, d) d.events[1].title_fr = "Malte : A quitté le PPP" end, "events.1.title_en", "after the colon" },
  { "a key twice", pfp, function(r, d) d.frameworks[#d.frameworks + 1] = r end, "frameworks.%", "there twice" },
  { "events out of order", first, function(_, d) d.events[2].date = "1989" end, "events.2.date", "stands behind" },
  { "in a framework twice", ukraine, function(r) r.memberships[#r.memberships + 1] = r.memberships[1] end, "partners.#.memberships.%.from", "twice at a time" },
  { "two days of accession", sweden, function(r) r.nato_accession.acceded = "2024-03-08" end, "partners.#.nato_accession.acceded", "acceded on 2024-03-08 here" },
  { "a snapshot that does not add up", kfor, function(r) r.snapshots[1].by_country.ALB = 14 end, "operations.#.snapshots.1.total", "add up to" },
}

local clean = plugin.check(host.data(root, plugin))
for _, wrong in ipairs(clean) do
  fail(place(wrong) .. ": " .. wrong.message)
end

for _, case in ipairs(cases) do
  local what, where, plant, path, says = table.unpack(case)
  local data = host.data(root, plugin)
  local set, at = path:match("^%a+"), where(data)
  plant(data[set][at], data)
  path = path:gsub("#", at):gsub("@", #data[set])
  local found = false
  for _, wrong in ipairs(plugin.check(data)) do
    local here = place(wrong)
    found = found or here:match("^" .. path:gsub("%-", "%%-"):gsub("%%%.", "%%d+."):gsub("%%$", "%%d+") .. "$") and wrong.message:find(says, 1, true) ~= nil
  end
  if found then
    passed = passed + 1
  else
    fail(what .. ": not told at " .. path)
  end
end

print(("tests/content/check.lua: %d planted mistakes found, %d failed"):format(passed, failed))
os.exit(failed == 0)
