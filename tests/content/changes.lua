--- What changed between two days, asked of the data plugin on a plain interpreter; what is wanted was read by hand from
--- the base.
-- Usage: lua5.4 tests/content/changes.lua ROOT
local root = arg[1] or "."
package.path = root .. "/tests/content/?.lua;" .. package.path
local host = require("host")

local plugin = host.load(root, "facts")
local data = host.data(root, plugin)
local check, finish = host.checks()

local function told(groups)
  local lines = {}
  for i, g in ipairs(groups) do
    lines[i] = ("%s %s %s: %s"):format(g.date, g.standing, g.words, #g.codes > 4 and #g.codes or table.concat(g.codes, " "))
  end
  return table.concat(lines, "; ")
end

-- Who gained or lost a standing: after the first day, up to the second.
local standings = {
  { "1991-06-01", "1992-06-01", "1991-12-20 NACC joined: 9; 1992-03 NACC joined: 10; 1992-06 NACC joined: ALB GEO" },
  { "1992-06-15", "1993-06-01", "1993-01-01 NACC joined: CZE SVK; 1993-01-01 NACC state dissolved: CSK" },
  { "1996-10-01", "1996-12-01", "1996-10-27 PfP left: MLT" },
  { "1997-05-29", "1997-05-30", "1997-05-30 EAPC joined: 28; 1997-05-30 NACC framework ended: 24" },
  { "1998-05-01", "1999-05-01", "1999-03-12 Alliance joined: CZE HUN POL" },
  { "2007-09-01", "2008-09-01", "2008-04-03 EAPC joined: MLT; 2008-04-03 PfP joined again: MLT" },
  { "2011-01-01", "2011-06-01", "2011-04-15 Contact countries framework ended: AUS JPN KOR NZL; 2011-04-15 Global partner joined: 8" },
  { "2018-06-01", "2019-06-01", "" },
  { "2021-11-18", "2021-11-19", "2021-11-19 EAPC political channel only: BLR; 2021-11-19 PfP suspended: BLR" },
  { "2020-06-01", "2020-07-01", "2020-06-12 Enhanced Opportunities Partner (EOP) recognised: UKR" },
  { "2023-05-01", "2024-05-01", "2023-07-11 NATO-Ukraine Commission framework ended: UKR; 2023-07-11 NATO-Ukraine Council joined: UKR; 2024-03-07 Alliance joined: SWE" },
  { "2025-11-01", "2026-11-01", "" },
}
for _, case in ipairs(standings) do
  local facts = host.facts(root, plugin, data, case[2])
  local lines = {}
  for line in told(facts:standings(case[1])):gmatch("[^;]+") do
    lines[#lines + 1] = (line:gsub("^ ", ""))
  end
  table.sort(lines)
  check("standings " .. case[1] .. " " .. case[2], table.concat(lines, "; "), case[3])
end

-- Every change lies between the days, says what was and what is, and carries its evidence.
local days = { "1991-06-01", "1992-06-01", "1999-05-01", "2008-09-01", "2019-06-01", "2026-11-01" }
local total = 0
for i = 2, #days do
  local facts = host.facts(root, plugin, data, days[i])
  local last = days[i - 1]
  for _, c in ipairs(facts:changes(days[i - 1])) do
    local what = days[i] .. " " .. c.kind .. " " .. c.subject
    local on = c.date .. ("-01-01"):sub(#c.date - 3)
    check(what .. " after the first day", on > days[i - 1] and on <= days[i], true)
    check(what .. " in order", on >= last, true)
    check(what .. " changed", c.before ~= c.after and c.before ~= nil and c.after ~= nil, true)
    check(what .. " is dated as its evidence", c.record.at, c.date)
    last, total = on, total + 1
  end
end
-- Two steps add up to one: nothing is told twice or lost between them.
local now = host.facts(root, plugin, data, "2026-11-01")
check("steps add up", total, #now:changes("1991-06-01"))
check("an earlier day", now:earlier("2020-01-01"), "2020-01-01")
check("a day that is not earlier", pcall(now.earlier, now, "2026-11-01"), false)
check("no change within a day", #now:changes("2026-11-01"), 0)
check("one country", told(now:standings("2023-05-01", nil, { codes = { "SWE" } })), "2024-03-07 Alliance joined: SWE")

-- The same by kinds: what began, ended and came into force.
local function of_kind(since, as_of, kind)
  local lines = {}
  for _, c in ipairs(host.facts(root, plugin, data, as_of):changes(since, nil, { kinds = { kind } })) do
    lines[#lines + 1] = ("%s %s %s>%s"):format(c.date, c.subject, c.before, c.after)
  end
  return table.concat(lines, "; ")
end
check("operations of 2004", of_kind("2003-12-31", "2004-12-31", "operation"),
  "2004-08 ntm-i none>in-force; 2004-12-02 nato-hq-sarajevo none>in-force; 2004-12-02 sfor in-force>ended")
check("texts of 1997", of_kind("1997-01-01", "1997-05-28", "text"),
  "1997-03-28 brussels-agreement-1994 concluded>in-force; 1997-05-27 founding-act none>in-force")
check("frameworks of May 1997", of_kind("1997-05-01", "1997-05-31", "framework"),
  "1997-05-27 pjc none>in-force; 1997-05-30 eapc none>in-force; 1997-05-30 nacc in-force>ended")
check("a programme that ended", of_kind("2014-03-31", "2014-04-01", "programme"), "2014-04-01 RUS active>ended")
check("programmes of a year", of_kind("2025-11-01", "2026-11-01", "programme"),
  "2025-12-03 AUS none>active; 2025-12-03 NZL none>active; 2026 AZE none>in-preparation")

-- Events since a day, those that only a country's own record has among them.
local function events(as_of, since)
  return #host.facts(root, plugin, data, as_of):events(nil, { since = since })
end
check("events add up", events("2026-11-01"), events("2026-11-01", "2008-09-01") + events("2008-09-01"))
check("no event twice", events("1994-02-03") - events("1994-02-02"), 1)

-- Every kind of event can be asked for, of the section and of the report.
local function set_of(values)
  local set = {}
  for _, value in ipairs(values) do
    set[value] = true
  end
  return set
end
local of_section = host.load(root, "chronology").params.kinds.values
local of_report = assert(loadfile(root .. "/reports/chronology.lua"))().params.kinds.values
check("kinds of the section and of the report", table.concat(of_section, " "), table.concat(of_report, " "))
for _, event in ipairs(data.events) do
  check("kind of " .. event.id, set_of(of_section)[event.kind], true)
end

finish()
