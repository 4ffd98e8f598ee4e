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
-- Beside this file: one part a subject, each adding its queries to the api (names first, as the others use it).
--
-- A query takes what it is about (a country, countries, a key), then the day (the briefing's where it is nil), then options;
-- `codes` among these keeps what concerns one of the countries.
--
-- Marks on a statement (explained on the page by the section `sources`):
--   [@source]  evidence dated on or before the day;
--   †          not verified when the base was compiled;
--   ‡          verified, but only in sources later than the day, which are not cited.

local days = require("days")
local by_key = require("lists").by_key
local begun, in_force, known, pad = days.begun, days.in_force, days.known, days.pad

-- How many days before the cut-off undated texts and sources may still be used.
local NEAR_DAYS = 400

-- A partner's status is told by the first of these it is in.
local MAIN_FRAMEWORKS = {
  "pfp", "med-dialogue", "ici", "global-partners", "contact-countries",
  "enduring-partnership-afghanistan", "nacc", "eapc",
}

-- The base writes apostrophes and dashes as a keyboard does; the page, as print does, and keeps "7 March", "18 partners" together.
local function printed(words)
  return words and (words:gsub("'", "’"):gsub(" %- ", " – "):gsub("%f[%w](%d%d?) ([%a\xC3])", "%1\u{A0}%2")
    :gsub("%f[%w]1er ", "1er\u{A0}"))
end

-- What all parts work with: the job, the data and its records by key, and the api that they add to.
local function open(ctx)
  local data = ctx.data
  local base = {
    ctx = ctx, data = data, api = {}, lang = ctx.language:sub(1, 2), printed = printed,
    near = date.days_between(ctx.as_of, data.base.cut_off) <= NEAR_DAYS, near_days = NEAR_DAYS,
    main_frameworks = MAIN_FRAMEWORKS,
    partner_of = by_key(data.partners, "alpha3"), member_of = by_key(data.members, "alpha3"),
    other_of = by_key(data.base.others, "alpha3"), framework_of = by_key(data.frameworks, "key"),
    region_of = by_key(data.regions, "key"), operation_of = by_key(data.operations, "key"),
  }

  -- The day of a query: never later than the briefing's own.
  function base.day_of(as_of)
    if as_of == nil or pad(as_of) > ctx.as_of then
      return ctx.as_of
    end
    return pad(as_of)
  end

  -- A text of the base, or a list of texts, in the report's language; data of the request has one language only.
  function base.named(record, field)
    field = field or "name"
    local words = record[field .. "_" .. base.lang] or record[field .. "_en"] or record[field]
    if type(words) ~= "table" then
      return printed(words)
    end
    local list = {}
    for i, item in ipairs(words) do
      list[i] = printed(item)
    end
    return list
  end

  -- A record as it was known on day: the end only when it had come, notes only when undated texts may be used.
  function base.interval_view(record, day)
    return {
      framework = record.framework, type = record.type, label = base.named(record, "label"),
      from = record.from, to = known(record.to, day),
      status = record.status, qualifier = record.qualifier,
      end_reason = begun(record.to, day) and record.end_reason or nil,
      in_force = in_force(record.from, record.to, day),
      note = base.near and base.named(record, "note") or nil,
      sources = record.sources, verified = record.verified,
    }
  end

  return base
end

local PARTS = {
  "names", "evidence", "status", "frameworks", "activities", "areas", "crises", "legal", "prospects", "regions",
  "paths", "changes", "recorded", "selection",
}

local function provide(ctx)
  local base = open(ctx)
  for _, part in ipairs(PARTS) do
    require(part)(base)
  end
  return base.api
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
  local function title_of(record)
    return { en = printed(record.name_en), fr = printed(record.name_fr) }
  end
  local words = { country = {}, region = {}, framework = {} }
  local known_codes = {}
  for _, r in ipairs(data.partners) do
    known_codes[r.alpha3] = true
    words.country[#words.country + 1] = { code = r.alpha3, names = names_of(r), title = title_of(r) }
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
    words.region[#words.region + 1] = { code = r.key, names = { r.key, r.name_en, r.name_fr }, title = title_of(r) }
  end
  for _, r in ipairs(data.frameworks) do
    words.framework[#words.framework + 1] = {
      code = r.key, names = { r.key, r.acronym or r.key, r.acronym_fr or r.key, r.name_en, r.name_fr }, title = title_of(r),
    }
  end
  return words
end

-- A request may bring exercises of its own, which may say less: { name, year }.
local EXERCISES = { type = "list", of = { type = "table", fields = {
  key = { type = "string", needs = { "from" } },
  name = { type = "string", needs = { "year" }, excludes = { "key" } }, year = { type = "integer", min = 1900, max = 2100, needs = { "name" } },
  name_en = { type = "string", needs = { "name_fr", "from" } }, name_fr = { type = "string", needs = { "name_en" } },
  from = { type = "string", needs = { "name_en" } }, to = { type = "string", needs = { "from" } },
  host = { type = "string" }, partner_participants = { type = "list", of = "string" },
  type_en = { type = "string", needs = { "type_fr" } }, type_fr = { type = "string", needs = { "type_en" } },
  personnel = { type = "integer", min = 1 }, nations = { type = "integer", min = 1 },
  note_en = { type = "string", needs = { "note_fr" } }, note_fr = { type = "string", needs = { "note_en" } },
  sources = { type = "list", of = "string" }, verified = { type = "boolean" },
} } }

return {
  name = "facts", version = "1.0.0", api = 1,
  summary = "The vetted base of facts, asked as of a day",
  data = {
    areas = "data/areas.json", base = "data/base.json", challenges = "data/challenges.json",
    drivers = "data/drivers.json", events = "data/events.json", exercises = { file = "data/exercises.json", shape = EXERCISES },
    frameworks = "data/frameworks.json", legal = "data/legal.json", mechanisms = "data/mechanisms.json", members = "data/members.json",
    milestones = "data/milestones.json",
    operations = "data/operations.json", partners = "data/partners.json", regions = "data/regions.json",
    scenarios = "data/scenarios.json", sources = "data/sources.json", summits = "data/summits.json",
    support = "data/support.json", upcoming = "data/upcoming.json",
  },
  covers = { from = "1991-12-20", to = "2026-11-23" },
  vocab = vocab,
  check = require("check"),
  provide = provide,

  source = function(api, key) return api:source(key) end,
}
