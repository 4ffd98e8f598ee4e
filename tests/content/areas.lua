--- Areas of cooperation, asked of the data plugin on a plain interpreter; what is wanted was read by hand from the base.
-- Usage: lua5.4 tests/content/areas.lua ROOT
local root = arg[1] or "."
package.path = root .. "/tests/content/?.lua;" .. package.path
local host = require("host")

local plugin = host.load(root, "facts")
local data = host.data(root, plugin)
local check, finish = host.checks()

-- How many areas had opened by the day, and how many milestones had come.
for _, case in ipairs {
  { "1992-06-01", 0, 0 }, { "1999-05-01", 5, 5 }, { "2008-09-01", 13, 19 }, { "2019-06-01", 16, 39 }, { "2026-11-01", 17, 52 },
} do
  local day, areas, n = case[1], host.facts(root, plugin, data, case[1]):areas(), 0
  for _, area in ipairs(areas) do
    for _, m in ipairs(area.milestones) do
      n = n + 1
      check(day .. " " .. m.title .. " has come", m.date .. ("-01-01"):sub(#m.date - 3) <= day, true)
    end
    for _, f in ipairs(area.frameworks) do
      check(day .. " " .. area.key .. " served by " .. f.key, f.established <= day, true)
    end
    check(day .. " objective of " .. area.key, area.objective ~= nil, day == "2026-11-01")
  end
  check(day .. " areas", #areas, case[2])
  check(day .. " milestones", n, case[3])
end

-- Who is on record, and how: day, area, country, mark.
for _, case in ipairs {
  { "1999-05-01", "interoperability", "GEO", "now" },       -- PARP since 1999
  { "1999-05-01", "crisis-management", "EGY", "before" },   -- IFOR, over by then
  { "1999-05-01", "crisis-management", "MAR", "now" },      -- SFOR, which runs
  { "2019-06-01", "maritime-security", "NZL", "before" },   -- Ocean Shield
  { "2019-06-01", "cyber", "JPN", nil },                    -- an example, which has no date
  { "2026-11-01", "cyber", "JPN", "named" },
  { "2026-11-01", "capacity-building", "MDA", "now" },      -- its package
  { "2026-11-01", "hybrid-threats", "BIH", "now" },         -- tailored support
  { "2022-06-28", "hybrid-threats", "BIH", nil },           -- the day before
} do
  check(table.concat(case, " ", 1, 3), host.facts(root, plugin, data, case[1]):area_countries(case[2])[case[3]], case[4])
end

finish()
