--- What is on record of a time, and what an edition had on record of it: what the base learned since, and what it holds no longer.

local pad = require("days").pad

-- How far back an edition remembers.
local DAYS = 366

return function(base)
  local ctx, api = base.ctx, base.api

  --- What is on record after `since`, up to `as_of`: a list of { at, key, words, records, codes, state }, oldest first. key is the same in every
  --- edition and language, words are markup that ends without a stop, records what to cite, codes the countries whose standing it is; state
  --- (nil: the key says it all) is another where something else is said of the same.
  function api:recorded(since, as_of)
    local list = {}
    local function add(at, key, words, records, codes, state)
      list[#list + 1] = { at = at, key = table.concat(key, "-"), words = words, records = records, codes = codes or {}, state = state }
    end
    local function change(what, became, whose)
      return ctx.label(whose and "recorded.of" or "recorded.alone", { what = what, words = became, whose = whose })
    end
    for _, g in ipairs((api:standings(since, as_of))) do
      local names = text.escape(text.list(text.sort(g.names)))
      add(g.date, { g.date, g.of, g.verb, table.concat(g.codes, "-") }, change(text.escape(g.standing), g.words, names), g.records, g.codes)
    end
    for _, c in ipairs(api:other_changes(since, as_of)) do
      local whose = c.country and text.escape(c.country)
      add(c.date, { c.date, c.kind, c.subject, c.of or "x", c.after }, change(c.what, c.words, whose), { c.record })
    end
    for _, e in ipairs(api:events(as_of, { since = since })) do
      add(e.date, { e.id or e.date }, api:said(e.title), { e }, nil, e.state)
    end
    table.sort(list, function(a, b)
      if pad(a.at) ~= pad(b.at) then
        return pad(a.at) < pad(b.at)
      end
      return a.key < b.key
    end)
    return list
  end

  --- What an edition up to `last` remembers, for the next one: to be kept in what a section finds. learned(), retracted() and restated()
  --- read it.
  function api:memory(last)
    local since, told = date.add(last, { days = -DAYS }), {}
    for i, one in ipairs(api:recorded(since, last)) do
      told[i] = { key = one.key, at = one.at, words = one.words, codes = one.codes, state = one.state }
    end
    return { since = since, last = last, language = ctx.language, told = told }
  end

  -- What is in list, by what it is known by.
  local function by_key(list)
    local known = {}
    for _, one in ipairs(list) do
      known[one.key] = one
    end
    return known
  end

  -- The words of that edition, marked as its language's where that is another.
  local function then_said(memory, one)
    return memory.language == ctx.language and one.words or ("[%s]{lang=%s}"):format(one.words, memory.language)
  end

  local function without(list, keys)
    local rest = {}
    for _, one in ipairs(list) do
      if not keys[one.key] then
        rest[#rest + 1] = one
      end
    end
    return rest
  end

  --- What lies in the time that `memory` (nil: there is none) is of, up to `last`, and was not on record then: as recorded().
  function api:learned(memory, last)
    return memory and without(api:recorded(memory.since, last), by_key(memory.told)) or {}
  end

  --- What was on record in that time, and is so no longer: { key, at, words, codes }, words in the language of that edition and marked as such.
  function api:retracted(memory)
    local gone = memory and without(memory.told, by_key(api:recorded(memory.since, memory.last))) or {}
    for i, one in ipairs(gone) do
      gone[i] = { key = one.key, at = one.at, words = then_said(memory, one), codes = one.codes }
    end
    return gone
  end

  --- What was on record in that time and still is, but is told otherwise now: as recorded(), each with `before`, the words of that edition.
  function api:restated(memory)
    local list, known = {}, memory and by_key(memory.told) or {}
    for _, one in ipairs(memory and api:recorded(memory.since, memory.last) or {}) do
      local old = known[one.key]
      if old and old.state ~= one.state then
        one.before = then_said(memory, old)
        list[#list + 1] = one
      end
    end
    return list
  end
end
