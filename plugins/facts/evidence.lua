--- Citations, marks, and what was cited, marked and left out.

local days = require("days")
local pad, pad_end, begun = days.pad, days.pad_end, days.begun

-- How many days before an event a source may have announced it.
local NOTICE_DAYS = 31

-- How many sources a citation names at most, the best kinds first.
local MAX_CITED = 3

local KIND_RANK = {
  ["primary"] = 1, ["treaty-register"] = 1, ["government"] = 2, ["parliament"] = 2, ["reprint"] = 3,
  ["web"] = 4, ["research-service"] = 5, ["research"] = 5, ["press"] = 6, ["reference"] = 7,
}

return function(base)
  local ctx, api, data, near, named = base.ctx, base.api, base.data, base.near, base.named
  local tally = { cited = 0, unverified = 0, later = 0 }

  -- A source speaks of what had happened by its date, or was about to. The second result: it is too early.
  local function is_evidence(id, at)
    local source = data.sources[id]
    if source == nil then
      return false, false
    end
    if source.date == nil then
      return near, false
    end
    local is_early = at ~= nil and date.days_between(pad_end(source.date), pad(at)) > NOTICE_DAYS
    return pad(source.date) <= ctx.as_of and not is_early, is_early
  end

  local function rank(id)
    return KIND_RANK[data.sources[id].kind] or 9
  end

  local function evidence(records)
    local ids, seen, announced = {}, {}, false
    for _, record in ipairs(records) do
      local at = record.at or record.date or record.from or record.accession
      for _, id in ipairs(record.sources or {}) do
        local fits, is_early = is_evidence(id, at)
        announced = announced or is_early
        if fits and not seen[id] then
          seen[id] = true
          ids[#ids + 1] = id
        end
      end
    end
    -- Insertion keeps the base's order among sources of one rank.
    for i = 2, #ids do
      local id, j = ids[i], i - 1
      while j >= 1 and rank(ids[j]) > rank(id) do
        ids[j + 1] = ids[j]
        j = j - 1
      end
      ids[j + 1] = id
    end
    return ids, announced
  end

  local function cited(ids)
    local keys = {}
    for i = 1, math.min(#ids, MAX_CITED) do
      keys[i] = "@" .. ids[i]
    end
    return "[" .. table.concat(keys, "; ") .. "]"
  end

  --- The evidence of a record, or of several, as Markdown to put after a statement: " [@a; @b]",
  --- with "†" when one is not verified, "‡" when all its evidence is later than the day. A record may say
  --- `at`: the day of the one fact cited; sources that were earlier are then left out.
  function api:cite(record, ...)
    local records = { record, ... }
    local ids, announced = evidence(records)
    local mark = ""
    for _, r in ipairs(records) do
      if not r.verified then
        mark = "†"
      end
    end
    if mark == "" and #ids == 0 then
      -- What was only announced has not been seen to happen.
      mark = announced and "†" or "‡"
    end
    if mark == "†" then
      tally.unverified = tally.unverified + 1
    elseif mark == "‡" then
      tally.later = tally.later + 1
    end
    if #ids == 0 then
      return mark
    end
    tally.cited = tally.cited + 1
    return " " .. cited(ids) .. mark
  end

  --- As cite(), of the best source alone: for where there is little room.
  function api:cite_best(record)
    return (api:cite(record):gsub("^( %[@[^;%]]+);[^%]]*", "%1"))
  end

  --- A sentence with its evidence before its full stop: "They meet yearly [@a]."
  function api:statement(words, record)
    local cite = api:cite(record)
    return (words:match("^(.*)%.$") or words) .. cite .. "."
  end

  --- The mark of a record alone, for a cell whose row is cited as a whole: "†" or "".
  function api:mark(record)
    return api:dagger(not record.verified)
  end

  --- "†" where something is unsure, else "". Marks are counted, so each is asked for where it will stand.
  function api:dagger(is_unsure)
    tally.unverified = tally.unverified + (is_unsure and 1 or 0)
    return is_unsure and "†" or ""
  end

  --- The evidence of a row for a column of sources. One record: as cite(). Several, whose cells carry
  --- their own marks: "[@a; @b]", or "‡" or "†" where there is none.
  function api:sources_of(records)
    if #records == 1 then
      return (api:cite(records[1]):gsub("^ ", ""))
    end
    local ids = evidence(records)
    local verified = false
    for _, r in ipairs(records) do
      verified = verified or r.verified
    end
    if #ids == 0 and verified then
      tally.later = tally.later + 1
      return "‡"
    elseif #ids == 0 then
      return api:dagger(true)
    end
    tally.cited = tally.cited + 1
    return cited(ids)
  end

  --- The directive whose words for likelihood and confidence judgement is told in: a record to cite. It was not opened.
  function api:yardstick()
    return { sources = { "icd-203-2015" }, verified = false }
  end

  --- The evidence of all that one figure shows, for the line below it: the best source of each record, nil for none.
  function api:sources_of_each(records)
    local keys, seen = {}, {}
    for _, record in ipairs(records) do
      local best = evidence({ record })[1]
      if best and not seen[best] then
        seen[best] = true
        keys[#keys + 1] = "@" .. best
      end
    end
    if #keys == 0 then
      return nil
    end
    tally.cited = tally.cited + 1
    return "[" .. table.concat(keys, "; ") .. "]"
  end

  --- What a citation's key stands for, as a list of sources needs it, the title in its own language; verified: a
  --- part of it was read.
  function api:source(key)
    local s = data.sources[key]
    return s and {
      title = named(s, "title"), language = s.title_language or s.title_fr and base.lang or "en", note = named(s, "note"),
      publisher = named(s, "publisher"), date = s.date, url = s.url, accessed = s.accessed,
      verified = s.access == "excerpt",
    }
  end

  --- How many statements were cited, marked † and marked ‡ so far in this report.
  function api:tally()
    return { cited = tally.cited, unverified = tally.unverified, later = tally.later }
  end

  -- Records of a list that had begun by the day, and how many of them are verified.
  local function tallied(records, day)
    local n, verified = 0, 0
    for _, record in ipairs(records) do
      if begun(record.date or record.from or record.established or record.accession, day) then
        n = n + 1
        verified = verified + (record.verified and 1 or 0)
      end
    end
    return n, verified
  end

  local function of_partners(field)
    local all = {}
    for _, partner in ipairs(data.partners) do
      table.move(partner[field] or {}, 1, #(partner[field] or {}), #all + 1, all)
    end
    return all
  end

  --- What the base holds by the day, by kind: { kind, n, verified }, without the kinds of which there is nothing yet.
  function api:holdings(as_of)
    local day, list = base.day_of(as_of), {}
    local kinds = {
      { "members", data.members }, { "frameworks", data.frameworks }, { "memberships", of_partners("memberships") },
      { "programmes", of_partners("instruments") }, { "contributions", of_partners("contributions") },
      { "operations", data.operations }, { "exercises", data.exercises }, { "legal", data.legal },
      { "events", api:events(as_of) },
    }
    for _, kind in ipairs(kinds) do
      local n, verified = tallied(kind[2], day)
      if n > 0 then
        list[#list + 1] = { kind = kind[1], n = n, verified = verified }
      end
    end
    return list
  end

  --- The base: its first day and cut-off.
  function api:base()
    return { from = data.base.from, cut_off = data.base.cut_off, near_days = base.near_days }
  end
end
