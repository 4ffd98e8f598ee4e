--- What is wrong with words in French, told from the words alone: for `sitrep facts check`, and for the tests of pages.
-- Each function gives what it found, to be shown, or nil.
local wording = {}

local function set_of(words)
  local set = {}
  for word in words:gmatch("%S+") do
    set[word] = true
  end
  return set
end

-- Frequent in English, no words of French (so not "on", "or", "but", "as", "for", "second", "support", "force").
local ENGLISH = set_of [[
  the of and with to by from is are was were be been being has have had their its his which this that these those
  there between within since under before after during while until when where who whose what how both each every
  other others another no not nor than then into onto over about against through without also only still yet more
  most less least many several some such same new first third last all any at in it they them he she we you
  state states country countries member members partners partnership agreement agreements treaty
  framework frameworks council summit training security defence law
  cooperation meeting meetings joins joined signed signs agreed agrees becomes became begins ended ends enters
  withdraws launched created held takes took declaration statement invited suspended
  day days month months year years week weeks january february march april june july august september october
  november december monday tuesday wednesday thursday friday saturday sunday
]]

-- English names of countries and places, and what the Alliance's French shortens otherwise; letters as they are written.
local ENGLISH_NAMES = set_of [[
  NATO PfP EAPC NACC ISAF PJC NRC NUC NGC UN EU US UK UNSC UNSCR CIS CSTO GDP UAE EUR USD AUD NZD
  Russia Belarus Moldova Armenia Azerbaijan Kyrgyzstan Tajikistan Turkmenistan Uzbekistan Bosnia Serbia Montenegro
  Albania Croatia Slovenia Slovakia Czechia Hungary Poland Romania Bulgaria Estonia Latvia Lithuania Finland Sweden
  Austria Ireland Malta Switzerland Algeria Egypt Israel Jordan Mauritania Morocco Tunisia Bahrain Kuwait Libya
  Germany Italy Spain Greece Norway Denmark Iceland Belgium Netherlands Turkey Japan Korea Australia Mongolia
  Colombia China India Syria Lebanon Brussels London Warsaw Moscow Kabul Tbilisi Bucharest Lisbon Athens Geneva
]]

-- What the base has another French word for, and that word.
local VARIANTS = {
  ["Bélarus"] = "Biélorussie", ["Belarus"] = "Biélorussie", ["bélarusse"] = "biélorusse", ["Moldova"] = "Moldavie",
  ["Turquie"] = "Türkiye", ["Irak"] = "Iraq", ["irakien"] = "iraquien", ["irakienne"] = "iraquienne",
  ["irakiens"] = "iraquiens", ["irakiennes"] = "iraquiennes", ["Kyiv"] = "Kiev", ["Kirghizstan"] = "Kirghizistan",
  ["Kirghizie"] = "Kirghizistan", ["Ouzbekistan"] = "Ouzbékistan", ["Azerbaidjan"] = "Azerbaïdjan",
  ["NRBC"] = "CBRN", ["Bahrein"] = "Bahreïn", ["Koweit"] = "Koweït",
}

-- The same of names of several words.
local NAMES = {
  ["République tchèque"] = "Tchéquie", ["Allied Force"] = "Force alliée",
}

-- Names that hold such a word and are right.
local ALLOWED = {
  "République de Moldova", "New York", "vlex%.at",
}

local MONTHS = { "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre",
                 "novembre", "décembre" }

-- The spaces of print as those of a keyboard.
local function spaced(text)
  return (text:gsub("\u{A0}", " "):gsub("\u{202F}", " "))
end

-- The words of a text, with their apostrophes taken for ends: "l’ONU" is two. Of what is not ASCII only letters are left.
local function each_word(text)
  text = text:gsub("[\xC2\xE2-\xF4][\x80-\xBF]+", " ")
  for _, name in ipairs(ALLOWED) do
    text = text:gsub(name, " ")
  end
  -- Nor are the letters of a hash words.
  text = text:gsub("%w+", function(word)
    return #word >= 8 and word:match("^%x+$") and word:match("%d") and " " or nil
  end)
  return text:gmatch("[%a\x80-\xFF]+")
end

-- The first word that is English.
local function english_in(text)
  for word in each_word(text) do
    if ENGLISH_NAMES[word] or ENGLISH[word:lower()] and not word:match("^%u+$") then
      return word
    end
  end
end

-- A date that is not written as in French: "1 mai", "mai 1, 1994", "Mai 1994", "1st".
local function date_in(text)
  text = spaced(text)
  for _, month in ipairs(MONTHS) do
    local capital = month:gsub("^%l", string.upper)
    local found = text:match("%f[%w]1 " .. month) or text:match("%d%l* " .. capital) or text:match(month .. " %d%d?, %d")
    if found then
      return found
    end
  end
  return text:match("%d+st%f[^%w]") or text:match("%d+nd%f[^%w]") or text:match("%d+rd%f[^%w]") or text:match("%d+th%f[^%w]")
end

-- What signs need around them. A time and an address have colons of their own.
local SIGNS = {
  { "%S[;!?]", "no space before it" }, { "[^%s%d]:%s", "no space before it" }, { "%S»", "no space before it" },
  { "%w%%", "no space before it" }, { "«%S", "no space after it" }, { "%S  +%S", "two spaces" },
  { " [,.]", "a space before it" }, { "%d–%d", "a dash between figures, where French has “à” or a hyphen" },
  { ": A %l", "a capital after the colon" }, { "%a, %%", "a unit after a comma" }, { '"', "a quotation mark of English" }, { "“", "a quotation mark of English" },
}

-- A sign that is not set as French sets it.
local function signs_in(text)
  text = spaced(text)
  for _, sign in ipairs(SIGNS) do
    local at = text:find(sign[1])
    if at then
      return ("%s: “%s”"):format(sign[2], text:sub(math.max(1, at - 12), at + 12))
    end
  end
end

-- Verbs of the pages: "aucun" right after one of them wants "ne" before it. What has no verb does without.
local VERBS = set_of [[ a ont est sont cite compte connaît contient donne indique marque mentionne montre reste ]]

-- "Aucun" that denies a verb without its "ne", clause by clause.
local function negation_in(text)
  for clause in spaced(text):gmatch("[^.;:!?()]+") do
    local verb = clause:match("([%a\x80-\xFF]+) aucun")
    if verb and VERBS[verb] and not clause:match("%f[%a]ne ") and not clause:match("%f[%a]n['’]") then
      return ("“%s aucun”"):format(verb)
    end
  end
end

-- How each language writes a group of three digits.
local GROUPS = { en = { "," }, fr = { " ", "\u{A0}", "\u{202F}" } }

--- The figures of a text in order of size, thousands without their separator, decimals with a point.
function wording.figures(text, language)
  local list = {}
  for _, group in ipairs(GROUPS[language]) do
    text = text:gsub("(%d)" .. group .. "(%d%d%d)%f[%D]", "%1%2")
  end
  text = text:gsub("(%d),(%d)", "%1.%2")
  for figure in text:gmatch("%d+%.?%d*") do
    list[#list + 1] = (figure:gsub("%.$", ""))
  end
  table.sort(list)
  return table.concat(list, " ")
end

-- The first word for which the base has another, and that. A map's own names of countries may differ.
local function variant_in(text)
  for word in each_word(text) do
    if VARIANTS[word] then
      return ("%s, where the base says %s"):format(word, VARIANTS[word])
    end
  end
  for name, of_base in pairs(NAMES) do
    if text:find(name, 1, true) then
      return ("%s, where the base says %s"):format(name, of_base)
    end
  end
end

--- Everything that is wrong with a French text of whatever page: a list of what.
function wording.mistakes_on_page(text)
  local list = {}
  text = text:gsub("https?://%S+", "X")
  local function add(what, found)
    if found then
      list[#list + 1] = what .. " " .. found
    end
  end
  add("English:", english_in(text))
  add("not a date of French:", date_in(text))
  add("set wrongly,", signs_in(text))
  add("no “ne” with", negation_in(text))
  return list
end

--- The same of a text that the base or a plugin has: it keeps to the base's names too.
function wording.mistakes(text)
  local list = wording.mistakes_on_page(text)
  local found = variant_in(text)
  if found then
    list[#list + 1] = "not the base's word: " .. found
  end
  return list
end

return wording
