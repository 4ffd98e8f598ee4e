--- The data plugin, asked on a plain interpreter: the counts that NATO or its chroniclers published, the
--- status of the countries that changed side, and that nothing later than the day shows.
-- Usage: lua5.4 tests/content/facts.lua ROOT
local root = arg[1] or "."
package.path = root .. "/tests/content/?.lua;" .. package.path
local host = require("host")

local plugin = host.load(root, "facts")
local data = host.data(root, plugin)
local check, finish = host.checks()

local function facts_of(as_of, language)
  return host.facts(root, plugin, data, as_of, language)
end

-- Counts that hold: day, framework or "members", how many.
local counts = {
  { "1991-12-20", "members", 16 }, { "1991-12-20", "nacc", 9 },
  { "1992-03-15", "nacc", 19 }, { "1992-07-01", "nacc", 21 }, { "1993-01-01", "nacc", 22 },
  { "1994-01-25", "pfp", 0 }, { "1994-08-03", "pfp", 22 }, { "1997-05-29", "pfp", 27 },
  { "1997-05-29", "nacc", 24 }, { "1997-05-30", "nacc", 0 }, { "1997-05-30", "eapc", 28 },
  { "1999-03-11", "members", 16 }, { "1999-03-12", "members", 19 }, { "1999-12-01", "pfp", 25 },
  { "1995-12-31", "med-dialogue", 6 }, { "2000-04-01", "med-dialogue", 7 },
  { "2004-03-28", "members", 19 }, { "2004-03-29", "members", 26 },
  { "2004-12-31", "ici", 1 }, { "2005-07-01", "ici", 4 },
  { "2009-03-31", "members", 26 }, { "2009-04-01", "members", 28 },
  { "2017-06-04", "members", 28 }, { "2017-06-05", "members", 29 }, { "2020-03-27", "members", 30 },
  { "2023-04-04", "members", 31 }, { "2024-03-06", "members", 31 }, { "2024-03-07", "members", 32 },
  { "2024-03-06", "pfp", 19 }, { "2024-03-07", "pfp", 18 }, { "2026-11-23", "pfp", 18 },
}
for _, case in ipairs(counts) do
  local facts = facts_of(case[1])
  local got = case[2] == "members" and #facts:members() or facts:count(case[2])
  check(case[1] .. " " .. case[2], got, case[3])
end

-- What the base holds, by kind: of each day only what had begun by it.
local function held(day, kind)
  for _, h in ipairs(facts_of(day):holdings()) do
    if h.kind == kind then
      return h.n
    end
  end
end
check("Allies held 1992", held("1992-06-01", "members"), 16)
check("Allies held 2024", held("2024-03-07", "members"), 32)
check("programmes held 1992", held("1992-06-01", "programmes"), nil)
check("operations held 1996", held("1996-01-01", "operations"), 2)

local now = facts_of("2026-11-23"):counts()
check("partners today", now.partners, 38)
check("active partners today", now.active, 35)

-- How many hold a programme on the day: recognised with the initiative, one added, two became Allies.
for _, case in ipairs { { "2014-09-05", 5 }, { "2020-06-12", 6 }, { "2024-03-07", 4 }, { "2014-09-04", 0 } } do
  check("EOP " .. case[1], #facts_of(case[1]):instruments(nil, nil, { type = "EOP", in_force = true }), case[2])
end

-- What was only announced is in preparation, and nobody holds it.
for _, code in ipairs { "NZL", "MDA", "ARM" } do
  check("ITPP of " .. code, facts_of("2024-06-01"):instruments({ code }, nil, { type = "ITPP" })[1].status, "in-preparation")
end
check("who holds an ITPP", facts_of("2026-11-01"):holders("ITPP"), 10)
check("when Ukraine joined ISAF is not known for sure", facts_of("2026-11-01"):contributions("UKR")[5].qualifier, "approx")

local statuses = {
  { "SWE", "2019-06-01", "Partner: PfP since 9 May 1994" },
  { "SWE", "2024-03-06", "Partner: PfP since 9 May 1994" },
  { "SWE", "2024-06-01", "Ally since 7 March 2024" },
  { "MLT", "1996-10-26", "Partner: PfP since 26 April 1995" },
  { "MLT", "1996-10-27", "Not a partner; left PfP on 27 October 1996" },
  { "MLT", "2008-04-02", "Not a partner; left PfP on 27 October 1996" },
  { "MLT", "2008-04-03", "Partner: PfP since 3 April 2008" },
  { "BLR", "2021-11-18", "Partner: PfP since 11 January 1995" },
  { "BLR", "2021-11-19", "Suspended since 19 November 2021 (PfP since 11 January 1995)" },
  { "RUS", "2014-03-31", "Partner: PfP since 22 June 1994" },
  { "RUS", "2014-04-01", "Suspended since 1 April 2014 (PfP since 22 June 1994)" },
  { "CSK", "1992-06-01", "Partner: NACC since 20 December 1991" },
  { "CSK", "1993-01-01", "Not a partner; the state ceased to exist on 1 January 1993" },
  { "UKR", "1992-02-01", "Not a partner" },
  { "UKR", "1992-06-01", "Partner: NACC since March 1992" },
  { "FRA", "2020-01-01", "Ally since 4 April 1949" },
  { "JPN", "2005-01-01", "Partner: contact countries since about 1998" },
}
for _, case in ipairs(statuses) do
  check(case[1] .. " " .. case[2], facts_of(case[2]):status(case[1]).text, case[3])
end
check("SWE in French", facts_of("2024-06-01", "fr"):status("SWE").text, "Pays allié depuis le 7 March 2024")
check("MLT in French", facts_of("1996-10-27", "fr"):status("MLT").text, "Non partenaire ; a quitté le PPP le 27 October 1996")

-- No Ally is ever among the partners, and nothing handed out is later than the day.
local function pad(iso)
  return #iso == 4 and iso .. "-01-01" or #iso == 7 and iso .. "-01" or iso
end

local function later_than(value, day, path, seen)
  seen = seen or {}
  if type(value) == "string" and value:match("^%d%d%d%d%-%d%d") and pad(value:sub(1, 10)) > day then
    return path .. " = " .. value
  end
  if type(value) ~= "table" or seen[value] then
    return nil
  end
  seen[value] = true
  for key, item in pairs(value) do
    local at = key ~= "note" and later_than(item, day, path .. "." .. tostring(key), seen)
    if at then
      return at
    end
  end
end

local days = {
  "1991-12-20", "1993-05-01", "1996-12-01", "1999-03-11", "2004-03-28", "2008-04-01", "2014-03-31",
  "2017-01-01", "2019-06-01", "2021-11-18", "2022-03-01", "2024-03-06", "2025-06-01",
}
for _, day in ipairs(days) do
  local facts = facts_of(day)
  for _, status in ipairs(facts:partners()) do
    check(day .. ": partner " .. status.code .. " an Ally", facts:member(status.code), nil)
  end
  for name, handed in pairs {
    members = facts:members(), partners = facts:partners(), memberships = facts:memberships(nil, nil, { past = true }),
    frameworks = facts:frameworks(), events = facts:events(), operations = facts:operations(),
    exercises = facts:exercises(), legal = facts:legal(), sofa = facts:sofa(),
    snapshots = facts:snapshots(), mechanisms = facts:mechanisms(), challenges = facts:challenges(), summits = facts:summits(),
    instruments = facts:instruments(), ukraine = facts:contributions("UKR"), country = facts:country("SWE"),
  } do
    -- The sources a record names are not yet chosen by day; cite() does that.
    check(day .. " " .. name, later_than(handed, day, name), nil)
  end
end

-- A query may look back, never ahead.
check("look back", #facts_of("2024-06-01"):members("2019-06-01"), 29)
check("look ahead", #facts_of("2019-06-01"):members("2024-06-01"), 29)

-- Evidence: only sources dated by the day, undated ones only near the cut-off, general knowledge never.
local function cited_ids(mark)
  local ids = {}
  for id in mark:gmatch("@([%w%-]+)") do
    ids[#ids + 1] = id
  end
  return ids
end

for _, day in ipairs(days) do
  local facts = facts_of(day)
  local cited = 0
  for _, record in ipairs(facts:memberships(nil, nil, { past = true })) do
    local mark = facts:cite(record)
    check(day .. " mark of " .. record.country, mark ~= "", true)
    check(day .. " unverified " .. record.country, mark:find("†") ~= nil, not record.verified)
    for _, id in ipairs(cited_ids(mark)) do
      cited = cited + 1
      local source = data.sources[id]
      check(day .. " cites " .. id, source ~= nil and source.date ~= nil and pad(source.date) <= day, true)
    end
  end
  if day > "1998" then
    check(day .. " cites something", cited > 0, true)
  end
end
check("undated source far from the cut-off", facts_of("2016-06-01"):cite({ sources = { "wp-nacc" }, verified = true }), "‡")
check("undated source near it", facts_of("2026-06-01"):cite({ sources = { "wp-nacc" }, verified = true }), " [@wp-nacc]")
check("general knowledge", facts_of("2026-06-01"):cite({ sources = { "own-knowledge" }, verified = false }), "†")
check("announced long before", facts_of("2026-06-01"):cite({ sources = { "beta-serbia-2026" }, verified = true, at = "2026-05" }), "†")
check("statement", facts_of("2026-06-01"):statement("They meet.", { sources = { "wp-nacc" }, verified = true }),
  "They meet [@wp-nacc].")
check("printed", facts_of("2026-06-01"):said("Ukraine's yard, 7-8 July - NATO-Georgia"), "Ukraine’s yard, 7–8 July – NATO-Georgia")
check("number of a source", facts_of("2026-06-01"):source("us-dod-nugget-1995").title:find("467-95", 1, true) ~= nil, true)
check("day tied to its month", facts_of("2024-06-01"):date("2024-03-07"):find("7\u{A0}March", 1, true), 1)
check("head of an item", facts_of("2024-06-01", "fr"):dated("1996-07"), "July 1996")
for _, exercise in ipairs(facts_of("2024-06-01"):exercises()) do
  check(exercise.name .. " a series", exercise.is_series, exercise.to == nil)
end

-- What is dated by its year alone has not begun before that to which it belongs.
local function gives_to(day, operation)
  for _, c in ipairs(facts_of(day):contributions("FIN")) do
    if c.operation == operation then
      return true
    end
  end
  return false
end
check("KFOR before it began", gives_to("1999-06-11", "kfor"), false)
check("KFOR on its first day", gives_to("1999-06-12", "kfor"), true)

-- Events that only a country's own record has are among those of a kind, in the language of the report.
local joined = {}
for _, event in ipairs(facts_of("1994-08-03", "fr"):events(nil, { kinds = { "joined-framework" } })) do
  joined[event.title] = event.date
end
check("an own event of a kind", joined["L’Ouzbékistan adhère au Partenariat pour la paix"], "1994-07-13")
check("no own event of another kind", #facts_of("2026-06-01"):events(nil, { kinds = { "none" } }), 0)

-- Strengths: who was a partner is told by the day of the count; shares stand only where the figures add up.
local function snapshot(day, operation, at)
  for _, s in ipairs(facts_of(day):snapshots()) do
    if s.operation == operation and s.date == at then
      return s
    end
  end
end
local kfor = snapshot("2026-11-01", "kfor", "2017-02")
check("KFOR 2017 adds up", kfor.sums.allies + kfor.sums.partners + kfor.sums.others, 4273)
check("KFOR 2017 partners", #kfor.counts.partners, 8)
check("KFOR 2017 partners' troops", kfor.sums.partners, 871)
check("KFOR 2022 partners' troops", snapshot("2026-11-01", "kfor", "2022-08").sums.partners, 235)
check("KFOR 1999 partners' troops", snapshot("1999-06-12", "kfor", "1999-06").sums.partners, 4300)
check("ISAF 2010 partners' troops", snapshot("2019-06-01", "isaf", "2010-11").sums.partners, 4038)
check("ISAF 2010 neither, Mongolia among them", snapshot("2019-06-01", "isaf", "2010-11").sums.others, 115)
check("RSM 2021 partners' troops", snapshot("2026-11-01", "rsm", "2021-02").sums.partners, 1548)
check("no strength before KFOR began", #facts_of("1999-05-01"):snapshots(), 0)
check("strengths known in 2008", #facts_of("2008-09-01"):snapshots(), 1)

-- What is judged is said near the cut-off only; what is dated, from its day on; what is announced, until it has come.
for _, case in ipairs {
  -- day, mechanisms, challenges, summits, drivers, scenarios, upcoming, terms
  { "1992-06-01", 2, 0, 0, 0, 0, 0, 0 },
  { "1999-05-01", 9, 3, 0, 0, 0, 0, 0 },
  { "2008-09-01", 14, 5, 0, 0, 0, 0, 0 },
  { "2019-06-01", 15, 9, 0, 0, 0, 0, 0 },
  { "2025-06-25", 15, 12, 4, 0, 0, 1, 4 },
  { "2026-06-01", 15, 12, 4, 5, 0, 2, 5 },
  { "2026-11-01", 15, 12, 5, 7, 3, 2, 5 },
} do
  local facts = facts_of(case[1])
  for i, list in ipairs { facts:mechanisms(), facts:challenges(), facts:summits(), facts:drivers(), facts:scenarios(), facts:upcoming(), facts:terms() } do
    check(case[1] .. " list " .. i, #list, case[i + 1])
  end
end
check("summary of a challenge long ago", facts_of("2008-09-01"):challenges()[1].summary, nil)
check("challenges of Malta", #facts_of("2026-11-01"):challenges(nil, { codes = { "MLT" } }), 1)
check("Malta back", #facts_of("2008-04-02"):challenges(nil, { codes = { "MLT" } })[1].evidence, 2)
check("the term of Japan's plan", facts_of("2024-06-01"):terms({ "JPN" })[1].last, "2026")
check("dialogue with Russia", facts_of("2022-01-12"):mechanisms()[12].ended, "2022-01-12")

check("undated text far from the cut-off", facts_of("2016-06-01"):region("south-caucasus").summary, nil)
check("undated text near it", facts_of("2026-06-01"):region("south-caucasus").summary ~= nil, true)

check("the base ends where the plugin says", plugin.covers.to, data.base.cut_off)
check("and begins there", plugin.covers.from, data.base.from)

-- Every word of the vocabulary means one thing; Allies that were never partners are refused with the reason.
local words = plugin.vocab(data)
for kind, list in pairs(words) do
  local meaning = {}
  for _, word in ipairs(list) do
    for _, name in ipairs(word.names) do
      local folded = name:lower()
      check(kind .. " " .. name, meaning[folded] == nil or meaning[folded] == word.code, true)
      meaning[folded] = word.code
    end
  end
end
local asked, refused = 0, {}
for _, word in ipairs(words.country) do
  if word.refuse then
    refused[word.code] = word.refuse
  else
    asked = asked + 1
  end
end
check("countries that can be asked for", asked, 55)
check("France", refused.FRA, "France has been an Ally since 1949 and was never a partner")
check("Sweden", refused.SWE, nil)

finish()
