--- Nothing is asserted that the base does not hold. Every day and every figure on the pages of a report, in text, cells,
--- captions, alternative texts and what is drawn, is looked for among those of the base, or among what can be counted in it on
--- the day; and the words that sections bring along, labels, prose and strings in Lua, have no figures of their own.
--- A small number is the count of something on most days: that it is the right one, tests/content/sections and counts tell.
-- Usage: lua5.4 tests/content/asserted.lua ROOT [DUMP...]    DUMP: a document as `golden` prints it
local root = arg[1] or "."
package.path = root .. "/tests/content/?.lua;" .. package.path
local host = require("host")

local failed, passed = 0, 0

local function fail(where, what, text)
  failed = failed + 1
  print(("FAIL %s: %s: “%s”"):format(where, what, text))
end

---------------------------------------------------------------- days and figures in words

local MONTHS = {}
for i, names in ipairs {
  "january jan janvier janv", "february feb février févr", "march mar mars", "april apr avril avr", "may mai", "june jun juin",
  "july jul juillet juil", "august aug août", "september sep sept septembre", "october oct octobre",
  "november nov novembre", "december dec décembre déc",
} do
  for name in names:gmatch("%S+") do
    MONTHS[name] = i
  end
end

local SPACES = { "\u{A0}", "\u{202F}", "\u{2009}" }

-- Plain spaces; groups of three figures joined.
local function plain(text)
  for _, space in ipairs(SPACES) do
    text = text:gsub("(%d)" .. space .. "(%d%d%d)%f[%D]", "%1%2"):gsub(space, " ")
  end
  return text
end

-- Days taken out of the text, as ISO; what is left of it.
local function take_days(text)
  local days = {}
  text = plain(text)
  local function taken(day, month, year)
    local number = MONTHS[month:lower()]
    if number == nil then
      return nil
    end
    days[#days + 1] = day and ("%s-%02d-%02d"):format(year, number, tonumber(day)) or ("%s-%02d"):format(year, number)
    return " "
  end
  text = text:gsub("%f[%d](%d%d?)e?r? ([%a\xC2-\xC3\x80-\xBF]+)%.? (%d%d%d%d)%f[%D]", taken)
  text = text:gsub("([%a\xC2-\xC3\x80-\xBF]+)%.? (%d%d%d%d)%f[%D]", function(month, year) return taken(nil, month, year) end)
  text = text:gsub("%f[%d](%d%d%d%d)%-(%d%d)%-(%d%d)%f[%D]", function(y, m, d)
    days[#days + 1] = y .. "-" .. m .. "-" .. d
    return " "
  end)
  return days, text
end

-- Figures as numbers, the language's decimal sign a point. What is part of a name ("IP4") is none.
local function figures_of(text, language)
  local list = {}
  if language == "fr" then
    text = text:gsub("(%d),(%d)", "%1.%2")
  else
    for _ = 1, 2 do
      text = text:gsub("(%d),(%d%d%d)%f[%D]", "%1%2")
    end
  end
  for at, figure in text:gmatch("()(%d+%.?%d*)") do
    local before = text:sub(at - 1, at - 1)
    if not before:match("[%a_\x80-\xBF]") or text:sub(at - 3, at - 1) == "–" then
      list[#list + 1] = tonumber((figure:gsub("%.$", "")))
    end
  end
  return list
end

---------------------------------------------------------------- what the base holds

-- Days and figures, each with the day from on which it may be told.
local known = { days = {}, figures = {} }

local function pad(iso)
  return #iso == 4 and iso .. "-01-01" or #iso == 7 and iso .. "-01" or iso
end

local function add(set, key, since)
  if set[key] == nil or since < set[key] then
    set[key] = since
  end
end

local function add_day(iso, since)
  for _, short in ipairs { iso, iso:sub(1, 7), iso:sub(1, 4) } do
    add(known.days, short, since or pad(iso))
  end
end

local function add_text(text, since)
  local days, rest = take_days(text)
  for _, iso in ipairs(days) do
    add_day(iso, since)
  end
  for _, language in ipairs { "en", "fr" } do
    for _, figure in ipairs(figures_of(rest, language)) do
      add(known.figures, figure, since)
      if figure >= 1900 and figure < 2100 then
        add_day(("%.0f"):format(figure), since)
      end
    end
  end
end

-- Where something lies is no figure of a text; ids, keys and addresses of sources are not on the page.
local UNSAID = { lat = true, lon = true, bbox = true, url = true, id = true, sources = true }

local function is_day(value)
  return value:match("^%d%d%d%d$") or value:match("^%d%d%d%d%-%d%d$") or value:match("^%d%d%d%d%-%d%d%-%d%d$")
end

-- A record is told of from its own day on, or that of what it belongs to; its other days from themselves on. What is to come
-- is told, with its day, once it is announced.
local function add_record(record, since, is_to_come)
  local own = is_to_come and record.announced or not is_to_come
    and (record.date or record.from or record.established or record.accession)
  since = own and pad(own) or since
  for key, value in pairs(record) do
    if UNSAID[key] then
      goto continue
    elseif type(value) == "table" then
      add_record(value, since, is_to_come)
    elseif type(value) == "number" then
      add(known.figures, value, since)
    elseif type(value) == "string" and is_day(value) then
      add_day(value, is_to_come and since or nil)
    elseif type(value) == "string" then
      add_text(value, since)
    end
    ::continue::
  end
end

local base = host.json(root .. "/plugins/facts/data/base.json")

-- What has no day of its own describes the cut-off, and is told near it only.
local NEAR = host.date.add(base.cut_off, { days = -400 })

for _, path in ipairs(host.files(root, "plugins/*/data/*.json")) do
  if not path:match("/specimen") then
    add_record(host.json(path), NEAR, path:match("/upcoming%.json$") ~= nil)
  end
end
-- When the base begins and ends is told on every day.
add_day(base.from, base.from)
add_day(base.cut_off, base.from)

---------------------------------------------------------------- what can be counted on a day

local facts_plugin = host.load(root, "facts")
local facts_data = host.data(root, facts_plugin)

-- How many records, how many with each value of each field; how many items the lists in them have, one by one, in all, and in
-- all without those that are the same.
local function tally(counts, list)
  local by, seen = {}, {}
  local function count(at, n)
    by[at] = (by[at] or 0) + n
  end
  local function count_items(key, items)
    counts[#items] = true
    count(key, #items)
    for _, item in ipairs(items) do
      if not seen[item] then
        seen[item] = true
        count(key .. ", each once", 1)
      end
    end
  end
  counts[#list] = true
  for _, record in ipairs(list) do
    for key, value in pairs(record) do
      if type(value) == "table" then
        count_items(key, value)
      else
        count(key .. "=" .. tostring(value), 1)
      end
    end
  end
  for _, n in pairs(by) do
    counts[n] = true
  end
  return counts
end

local function to_tenths(figure)
  return math.floor(10 * figure + 0.5) / 10
end

local function percent(part, whole)
  return math.floor(100 * part / whole + 0.5)
end

-- What the base holds by kind and in all, and how much of it is verified.
local function reckon_holdings(counts, facts)
  local all, sure = 0, 0
  for _, held in ipairs(facts:holdings()) do
    all, sure = all + held.n, sure + held.verified
    counts[held.n], counts[held.verified], counts[percent(held.verified, held.n)] = true, true, true
  end
  counts[all], counts[sure], counts[percent(sure, all)] = true, true, true
end

-- Partners' troops in all and their share; the years from partner to Ally.
local function reckon(counts, facts)
  reckon_holdings(counts, facts)
  for _, s in ipairs(facts:snapshots()) do
    counts[s.sums.partners] = true
    if not s.partial then
      counts[to_tenths(100 * s.sums.partners / s.total)] = true
    end
  end
  for _, m in ipairs(facts:memberships(nil, nil, { past = true })) do
    local ally = facts:member(m.country)
    if ally then
      counts[to_tenths(host.date.days_between(m.from, ally.accession) / 365.25)] = true
    end
  end
end

local counted = {}

-- What can be counted and reckoned on the day, as a set.
local function counts_of(as_of)
  if counted[as_of] then
    return counted[as_of]
  end
  local counts, facts = {}, host.facts(root, facts_plugin, facts_data, as_of)
  for _, list in ipairs {
    facts:members(), facts:partners(), facts:memberships(nil, nil, { past = true }), facts:memberships(), facts:frameworks(),
    facts:events(), facts:operations(), facts:exercises(), facts:legal(), facts:sofa(), facts:instruments(),
    facts:instruments(nil, nil, { in_force = true }), facts:snapshots(), facts:mechanisms(), facts:challenges(),
    facts:summits(), facts:drivers(), facts:upcoming(), facts:terms(), facts:regions(),
  } do
    tally(counts, list)
  end
  reckon(counts, facts)
  counts[facts:base().near_days] = true
  counted[as_of] = counts
  return counts
end

---------------------------------------------------------------- pages

local FIRST_YEAR = 1990  -- before the first day of the base: years are drawn from the end of this one

-- What of a page is neither of the base nor counted in it, with the reason.
local EXCEPTIONS = {
  [" sources"] = "counts the citations and marks of the briefing itself, which `run` compares with its pages",
}

local function is_excepted(where)
  for at in pairs(EXCEPTIONS) do
    if where:sub(-#at) == at then
      return true
    end
  end
  return false
end

-- A year of the base, or one on an axis that runs from its first to the day.
local function year_is_known(figure, as_of)
  local year = ("%.0f"):format(figure)
  return known.days[year] and known.days[year] <= as_of or figure >= FIRST_YEAR and year <= as_of:sub(1, 4)
end

-- Whether the figure may stand on a page of the document.
local function may_stand(figure, document)
  local since = known.figures[figure]
  return since and since <= document.as_of or counts_of(document.as_of)[figure] or document.rests[figure]
    or year_is_known(figure, document.as_of)
end

local function check_figure(where, figure, document, text)
  passed = passed + 1
  if not may_stand(figure, document) and not is_excepted(where) then
    fail(where, ("%.14g is no figure that the base could tell, and nothing counts so many"):format(figure), text)
  end
end

-- The days that a periodical reckons from its own: the eve and the first day of its period, the last of its calendar.
local PERIODS = { ["weekly-brief"] = { -7, -6, 42 }, ["monthly-partnership-review"] = { -30, -29, 91 } }

-- Such a day, the end of a year that a programme's title names, or the anniversary of an event of the base, every five years.
local function is_of_period(iso, document)
  local reckoned = PERIODS[document.report]
  for _, days in ipairs(reckoned or {}) do
    if iso == host.date.add(document.as_of, { days = days }) then
      return true
    end
  end
  if reckoned == nil or #iso < 10 or iso < document.as_of or iso > host.date.add(document.as_of, { days = reckoned[3] }) then
    return false
  end
  for years = 5, 50, 5 do
    local since = known.days[("%04d%s"):format(tonumber(iso:sub(1, 4)) - years, iso:sub(5))]
    if since and since <= document.as_of then
      return true
    end
  end
  return iso:sub(5) == "-12-31" and may_stand(tonumber(iso:sub(1, 4)), document)
end

-- Days of a text that are none of the base, nor the briefing's own or a year before it; and the figures it has beside days.
local function strange_days(text, document)
  local days, rest = take_days(text)
  local strange = {}
  for _, iso in ipairs(days) do
    local is_own = iso == document.as_of or iso == document.as_of:sub(1, 7) or iso == document.year_before
      or is_of_period(iso, document)
    local since = known.days[iso]
    strange[#strange + 1] = not (since and since <= document.as_of or is_own) and iso or nil
  end
  passed = passed + #days
  return strange, figures_of(rest, document.lang)
end

local function check_text(where, text, document)
  local strange, figures = strange_days(text, document)
  for _, iso in ipairs(strange) do
    fail(where, iso .. " is no day that the base could tell of", text)
  end
  for _, figure in ipairs(figures) do
    check_figure(where, figure, document, text)
  end
end

-- Whose text is not of the section: what the engine numbers and cites, and the titles of sources.
local PASSED_OVER = { cite = true, ref = true, mark = true, sources = true, contents = true, colophon = true }

-- What of a node is no text of its own.
local CODES = {
  kind = true, id = true, lang = true, plugin = true, report = true, key = true, keys = true, uri = true, target = true,
  place = true, area = true, align = true, valign = true, style = true, tone = true, state = true, columns = true,
  projection = true, axis = true, number = true, level = true, depth = true, header_rows = true, width = true, height = true,
  box = true, points = true, category = true, colour = true, chart = true, image = true, mark = true, ["in"] = true,
  days = true,
}

local function words_of(node)
  local out = {}
  for _, item in ipairs(node["in"] or {}) do
    if type(item) == "string" then
      out[#out + 1] = item
    elseif not PASSED_OVER[item.kind] then
      out[#out + 1] = words_of(item)
    end
  end
  return table.concat(out)
end

local function has_words(node)
  for _, item in ipairs(node["in"] or {}) do
    if type(item) == "string" then
      return true
    end
  end
  return false
end

local check_node

-- What is drawn and written about a node. The numbers of a matrix are its signs.
local function check_values(where, node, document, has_signs)
  for key, value in pairs(node) do
    local is_label = key == "label" and node.kind ~= nil
    if key == "to" and tostring(value):match("^%d%d%d%d$") then
      value = tostring(tonumber(value) - 1)  -- the first day after the year that is told
    end
    if type(value) == "string" and not CODES[key] and not is_label then
      check_text(where, value, document)
    elseif type(value) == "number" and type(key) == "number" and not has_signs then
      check_figure(where, value, document, ("%.14g"):format(value))
    elseif type(value) == "table" and not CODES[key] then
      check_values(where, value, document, has_signs or node.kind == "matrix")
    end
  end
end

function check_node(where, node, document)
  if PASSED_OVER[node.kind] then
    return
  end
  where = node.id and document.name .. " " .. node.id or where
  check_values(where, node, document)
  if has_words(node) then
    check_text(where, words_of(node), document)
    return
  end
  for _, item in ipairs(node["in"] or {}) do
    check_node(where, item, document)
  end
end

-- The rest of a stacked bar, whose whole is known, is reckoned: what all but the largest parts of it are together.
local function add_rests(node, document)
  local counts = counts_of(document.as_of)
  for i in ipairs(node.chart == "stacked" and node.labels or {}) do
    local whole = 0
    for _, series in ipairs(node.series) do
      whole = whole + (type(series[i + 1]) == "number" and series[i + 1] or 0)
    end
    local last = node.series[#node.series][i + 1]
    if type(last) == "number" and (counts[whole] or may_stand(whole, document)) then
      document.rests[last] = true
    end
  end
  for _, item in ipairs(node["in"] or {}) do
    if type(item) == "table" then
      add_rests(item, document)
    end
  end
end

local function check_document(path)
  local document = host.json(path)
  if document.report == "specimen" then
    return  -- it draws data of its own
  end
  document.name, document.rests = path:match("([^/]+)%.json$"), {}
  add_rests(document.root, document)
  document.year_before = host.date.add(document.as_of, { months = -12 })
  check_node(document.name, document.root, document)
end

for i = 2, #arg do
  check_document(arg[i])
end

---------------------------------------------------------------- words of the sections

-- Figures that are names, by the word before them; one that a letter stands before is part of a name ("IP4").
local NAMES = {
  ["article 4"] = "of the North Atlantic Treaty", ["article 5"] = "likewise", ["article 25"] = "of the Charter of the United Nations",
  ["directive 203"] = "the words of judgement",
}

local function check_words(where, text)
  for word, figure in (" " .. plain(text)):gmatch("([%a\xC2-\xC3\x80-\xBF]*)[^%a%d]+(%d[%d.,]*)") do
    passed = passed + 1
    figure = figure:gsub("[.,]+$", "")
    if NAMES[(word:match("%a+$") or ""):lower() .. " " .. figure] == nil then
      fail(where, figure .. " stands in the words themselves and not in the base", text)
    end
  end
end

-- What of a message or prose asks for values and cites is none of its words.
local function said(text)
  text = text:gsub("=%d+%s*{", "{"):gsub(",%s*number,%s*%d+}", "}"):gsub("%[@[^%]]*%]", ""):gsub("%]%(#[^)]*%)", "]")
  return (text:gsub("{[%w_]+", "{"))
end

-- The strings of a line of Lua, comments left out.
local function strings_of(line)
  local list, at = {}, 1
  while true do
    local open, comment = line:find('"', at, true), line:find("--", at, true)
    if open == nil or comment and comment < open then
      return list
    end
    local close = open
    repeat
      close = line:find('"', close + 1, true)
    until close == nil or line:sub(close - 1, close - 1) ~= "\\"
    list[#list + 1] = line:sub(open + 1, (close or #line) - 1)
    at = (close or #line) + 1
  end
end

local function text_of(path)
  local file = assert(io.open(path, "rb"))
  local text = file:read("a")
  file:close()
  return text
end

for _, path in ipairs(host.files(root, "plugins/*/labels.??.json plugins/*/*.??.md plugins/*/*.lua")) do
  local where = path:match("([^/]+/[^/]+)$")
  if path:match("/specimen%-[^/]*/") or path:match("labels%.ar%.json$") then
    goto continue
  end
  if path:match("%.json$") then
    for key, message in pairs(host.json(path)) do
      check_words(where .. " " .. key, said(message))
    end
  elseif path:match("%.md$") then
    check_words(where, said(text_of(path)))
  else
    for line in io.lines(path) do
      for _, words in ipairs(strings_of(line)) do
        if words:match("%d") and words:match("%a%a .*%d") and not words:match("%%") then
          check_words(where, words)
        end
      end
    end
  end
  ::continue::
end

---------------------------------------------------------------- planted

-- What this program must find, and must not: a text, its language, the days and figures of it that are not the base's.
for _, case in ipairs {
  { "KFOR had 4,711 troops from 8 partners in February 2017.", "en", 1 }, { "La KFOR comptait 4 711 militaires.", "fr", 1 },
  { "On 13 March 1987, and again in April 1951", "en", 2 }, { "Le 13 mars 1987", "fr", 1 }, { "17.35% of them", "en", 1 },
  { "Soit 17,35 %", "fr", 1 }, { "4,273 in all, 20.4%", "en", 0 }, { "le 1er avril 2014 ; 4\u{202F}273 en tout, 20,4 %", "fr", 0 },
  { "Ally since 7 Mar 2024, of IP4 and ITPP 2023–2026", "en", 0 },
} do
  local document = { as_of = "2026-11-01", lang = case[2], rests = {} }
  local strange, figures = strange_days(case[1], document)
  local n = #strange
  for _, figure in ipairs(figures) do
    n = n + (may_stand(figure, document) and 0 or 1)
  end
  if n ~= case[3] then
    fail("planted", ("%d found, %d are there"):format(n, case[3]), case[1])
  end
end
for iso, is_fine in pairs { ["2026-08-24"] = true, ["2026-08-15"] = true, ["2026-08-16"] = false, ["2026-07-01"] = false } do
  if is_of_period(iso, { as_of = "2026-07-13", report = "weekly-brief", rests = {} }) ~= is_fine then
    fail("planted", iso .. " is taken for what it is not", "")
  end
end
local before = failed
local real_print = print
print = function() end
check_words("planted", said("{n, plural, =0 {none} other {# of 4711 partners}}"))
check_words("planted", "Resolution 1244")
check_words("planted", said("{n, plural, =0 {none} one {one} other {#}} under Article 5 [@nato-1994]"))
print = real_print
if failed ~= before + 2 then
  fail("planted", "figures in words", tostring(failed - before))
else
  failed = before
end

print(("%s: %d days and figures, %d mistakes"):format(arg[0], passed, failed))
os.exit(failed == 0 and 0 or 1)
