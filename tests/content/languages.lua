--- The two languages of the content: every text of the base, every label and every prose is there in both and says the
--- same figures; the French is French; and nothing in English reaches the pages of a French report.
-- Usage: lua5.4 tests/content/languages.lua ROOT [DUMP...]    DUMP: a French document as `golden` prints it
local root = arg[1] or "."
package.path = root .. "/tests/content/?.lua;" .. root .. "/plugins/facts/?.lua;" .. package.path
local host = require("host")
local wording = require("wording")

local failed, passed = 0, 0

local function fail(where, what, text)
  failed = failed + 1
  print(("FAIL %s: %s: “%s”"):format(where, what, text))
end

local function check_french(where, text, mistakes)
  for _, what in ipairs(mistakes(text)) do
    fail(where, what, text)
  end
  passed = passed + 1
end

local function lines_of(path)
  local list = {}
  for line in io.lines(path) do
    if line:match("%S") and not line:match("^#") then
      list[#list + 1] = line
    end
  end
  return list
end

-- Names that are the same in both languages.
local same = {}
for _, line in ipairs(lines_of(root .. "/tests/content/same")) do
  same[line] = true
end

---------------------------------------------------------------- the base

-- Texts without a language: names for requests, numbers of documents and their articles.
local NEUTRAL = {
  acronym = true, acronym_fr = true, aliases = true, article = true, reference = true, schema = true,
  unverified_fields = true, publisher = true, title = true, url = true,
}

-- Codes, days and acronyms are in no language.
local function is_code(text)
  return text:match("^[%l%d%-]+$") or text:match("^[%u%d%-]+$")
end

local function check_figures(where, en, fr)
  local said = wording.figures(en, "en")
  if said ~= wording.figures(fr, "fr") then
    fail(where, "other figures than in English (" .. said .. ")", fr)
  end
end

local function check_pair(where, en, fr)
  if type(en) ~= "string" or type(fr) ~= "string" then
    return fail(where, "in one language only", tostring(en or fr))
  end
  if en == fr and en:match("%l") and not same[en] then
    fail(where, "the same in both languages and no name listed in tests/content/same", en)
  end
  check_figures(where, en, fr)
  if (en:sub(-1) == ".") ~= (fr:sub(-1) == ".") then
    fail(where, "a full stop in one language only", fr)
  end
  if not same[en] then
    check_french(where, fr, wording.mistakes)
  end
end

local function check_texts(where, en, fr)
  if type(en) ~= "table" or type(fr) ~= "table" then
    return check_pair(where, en, fr)
  end
  for i = 1, math.max(#en, #fr) do
    check_pair(("%s[%d]"):format(where, i), en[i], fr[i])
  end
end

local check_record

local function check_field(where, record, key, value)
  local stem, language = key:match("^(.*)_(%l%l)$")
  if (language == "en" or language == "fr") and not NEUTRAL[key] then
    if language == "en" or record[stem .. "_en"] == nil then
      check_texts(where:gsub("_%l%l$", "_fr"), record[stem .. "_en"], record[stem .. "_fr"])
    end
  elseif NEUTRAL[key] then
    return
  elseif type(value) == "table" then
    check_record(where, value)
  elseif type(value) == "string" and not is_code(value) then
    fail(where, "a text without a language, neither x_en nor x_fr", value)
  end
end

function check_record(where, record)
  for key, value in pairs(record) do
    local name = record.key or record.id or record.alpha3
    local at = where .. (type(key) == "number" and "" or (name and " " .. name or "") .. "." .. key)
    check_field(at, record, tostring(key), value)
  end
end

for _, path in ipairs(host.files(root, "plugins/*/data/*.json")) do
  check_record(path:match("([^/]+/data/.*)$"), host.json(path))
end

-- A publisher without a language is a name; the list of sources has it before the title.
for _, source in pairs(host.json(root .. "/plugins/facts/data/sources.json")) do
  same[(source.publisher or "") .. ", "] = true
end

---------------------------------------------------------------- labels and prose

-- A message as it is printed with each of its branches: the nth text has the nth branch of every plural and choice (its
-- last where it has fewer), "X" for every value. seen gathers what the message asks for: printed values are true.
local function branches(message, seen)
  local count = 1

  local function expand(text, nth)
    local out, at = {}, 1
    while true do
      local open = text:find("{", at, true)
      out[#out + 1] = text:sub(at, open and open - 1)
      if open == nil then
        return table.concat(out)
      end
      local whole = text:match("^%b{}", open)
      local attribute = text:sub(open - 1, open - 1) == "]"
      local name, kind, rest = whole:sub(2, -2):match("^([%l_][%w_]*),%s*(%l+),%s*(.*)$")
      if attribute then
        out[#out + 1] = whole
      elseif kind == "plural" or kind == "select" then
        seen[name] = seen[name] or false
        local cases = {}
        for case in rest:gmatch("[%w=]+%s*(%b{})") do
          cases[#cases + 1] = case:sub(2, -2)
        end
        count = math.max(count, #cases)
        out[#out + 1] = expand(cases[math.min(nth, #cases)] or "", nth):gsub("#", "X")
      else
        seen[whole:match("^{([^,}]*)")] = true
        out[#out + 1] = "X"
      end
      at = open + #whole
    end
  end

  local texts = { expand(message, 1) }
  for nth = 2, count do
    texts[nth] = expand(message, nth)
  end
  return texts
end

-- A text without what is no word of its language: code, links, attributes, what is marked as of another language.
local function plain(text)
  text = text:gsub("`[^`]*`", "X"):gsub("<%l+:[^>]*>", "X"):gsub("%[[^%]]*%]{lang=%a+}", "X")
  text = text:gsub("%[%]%b()", "X"):gsub("%]%b()", "]"):gsub("%]{[^}]*}", "]"):gsub(" ?%[[@^][^%]]*%]", "")
  return (text:gsub("[*#%[%]|]", ""):gsub("%s+", " "))
end

-- What both languages must hand on: values that are printed, citations, references.
local function handed_on(text, seen)
  local list = {}
  for name, is_printed in pairs(seen) do
    list[#list + 1] = is_printed and name or nil
  end
  for mark in text:gmatch("%[?[@#][%l%d%-:]+") do
    list[#list + 1] = mark:match("^%[?(@.*)") or nil
  end
  for id in text:gmatch("%]%(#([^)]*)%)") do
    list[#list + 1] = "#" .. id
  end
  table.sort(list)
  return table.concat(list, " ")
end

local function check_message(where, en, fr)
  if type(en) ~= "string" or type(fr) ~= "string" then
    return fail(where, "in one language only", tostring(en or fr))
  end
  local seen_en, seen_fr = {}, {}
  branches(en, seen_en)
  local texts = branches(fr, seen_fr)
  if handed_on(en, seen_en) ~= handed_on(fr, seen_fr) then
    fail(where, "other values than in English (" .. handed_on(en, seen_en) .. ")", fr)
  end
  for name in pairs(seen_fr) do
    if seen_en[name] == nil then
      fail(where, "a value that English does not have: " .. name, fr)
    end
  end
  if fr:find("'", 1, true) then
    fail(where, "an apostrophe of a typewriter", fr)
  end
  for _, text in ipairs(texts) do
    check_french(where, plain(text), wording.mistakes)
  end
end

for _, path in ipairs(host.files(root, "plugins/*/labels.en.json")) do
  local en, fr = host.json(path), host.json((path:gsub("%.en%.json$", ".fr.json")))
  local where = path:match("([^/]+/labels)") .. ".fr"
  for key, message in pairs(en) do
    check_message(where .. " " .. key, message, fr[key])
    check_figures(where .. " " .. key, message, fr[key] or "")
  end
  for key, message in pairs(fr) do
    if en[key] == nil then
      fail(where .. " " .. key, "in one language only", message)
    end
  end
end

local function text_of(path)
  local file = io.open(path, "rb")
  local text = file and file:read("a")
  return text, file and file:close()
end

for _, path in ipairs(host.files(root, "plugins/*/*.en.md plugins/*/*.fr.md")) do
  local stem = path:match("^(.*)%.%l%l%.md$")
  if path:match("%.en%.md$") or text_of(stem .. ".en.md") == nil then
    check_message(stem:match("([^/]+/[^/]+)$") .. ".fr.md", (text_of(stem .. ".en.md")), (text_of(stem .. ".fr.md")))
  end
end

---------------------------------------------------------------- pages

-- What of a document is no text of the page.
local CODES = {
  kind = true, id = true, lang = true, plugin = true, report = true, key = true, keys = true, url = true, uri = true,
  target = true, date = true, at = true, from = true, to = true, as_of = true, place = true, area = true, align = true,
  valign = true, style = true, tone = true, state = true, columns = true, projection = true, labels = true, axis = true,
  index = true, mark = true, chart = true, map = true, image = true, landscape = true, of = true, sources = true, values = true,
}

local check_node

local function check_string(where, text)
  if text:match("%a") and not same[text] then
    check_french(where, text, wording.mistakes_on_page)
    if text:match("%a'%a") then
      fail(where, "an apostrophe of a typewriter", text)
    end
  end
end

-- Runs of one text are looked at apart, so a sign at the start of one has its space in the one before.
function check_node(where, node)
  -- The colophon names reports, plugins and templates as their files are called.
  if node.kind == "colophon" or node.lang ~= nil and node.lang ~= "fr" then
    return
  end
  where = node.id and where:match("^[^ ]+") .. " " .. node.id or where
  for key, value in pairs(node) do
    if type(value) == "table" and not CODES[key] then
      check_node(where, value)
    elseif type(value) == "string" and not CODES[key] then
      check_string(where, value)
    end
  end
end

for i = 2, #arg do
  check_node(arg[i]:match("([^/]+)%.json$"), host.json(arg[i]))
end

print(("tests/content/languages.lua: %d texts, %d mistakes"):format(passed, failed))
os.exit(failed == 0 and passed > 2000)
