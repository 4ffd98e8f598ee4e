--- What changed from one day to another: who joined, left or was suspended; what began, ended or came into force.

local days = require("days")
local lists = require("lists")
local pad, contains, set_of = days.pad, lists.contains, lists.set_of

-- The kinds of changes, in the order in which those of one day are told.
local KINDS = { "accession", "membership", "framework", "programme", "text", "sofa", "operation" }

-- Programmes that make a country a partner of another standing.
local STANDINGS = { EOP = true }

local SOFA_STEPS = { "agreement_in_force", "additional_protocol_in_force", "further_protocol_in_force" }

return function(base)
  local ctx, api, data, day_of, named = base.ctx, base.api, base.data, base.day_of, base.named
  local partner_of, member_of, framework_of = base.partner_of, base.member_of, base.framework_of

  local rank = {}
  for i, kind in ipairs(KINDS) do
    rank[kind] = i
  end

  -- The evidence that something happened on a day.
  local function proof(date, verified, ...)
    local sources = {}
    for _, record in ipairs { ... } do
      for _, id in ipairs(record.sources or {}) do
        sources[#sources + 1] = id
      end
    end
    return { at = date, sources = sources, verified = verified }
  end

  --- The earlier of the two days of a comparison: since, or where that is nil a year before the briefing's. One that is
  --- not before it is a mistake of the request.
  function api:earlier(since)
    since = since or date.add(ctx.as_of, { years = -1 })
    if pad(since) >= ctx.as_of then
      error(("since, %s, is not before the day of the briefing, %s: give an earlier one, or a later as_of"):format(since, ctx.as_of), 0)
    end
    return since
  end

  --- The period that an edition covers, as the day before it and its last day: from since, where it is given, to the briefing's
  --- day; else what the run says that it covers; else from the day of the edition before, so that nothing falls between two
  --- editions and nothing is told twice; else `span` back from the briefing's day, as date.add takes it.
  function api:covered(since, span)
    local edition, period = ctx.edition, ctx.period
    if since == nil and period then
      local last = period.to < ctx.as_of and period.to or ctx.as_of
      return date.add(period.from, { days = -1 }), last
    elseif since == nil and edition and edition.previous then
      since = edition.previous.as_of
    end
    return api:earlier(since or date.add(ctx.as_of, span)), ctx.as_of
  end

  -- What takes the changes that came after `since`, up to `day`.
  local function collector(since, day)
    local list = {}
    local function within(date)
      return date ~= nil and pad(date) > since and pad(date) <= day
    end
    local function add(change)
      list[#list + 1] = change
    end
    return list, within, add
  end

  local function accessions(within, add)
    for _, m in ipairs(data.members) do
      if within(m.accession) then
        local view = api:member(m.alpha3)
        add {
          kind = "accession", date = m.accession, subject = m.alpha3, name = view.name,
          before = partner_of[m.alpha3] and "partner" or "none", after = "ally",
          record = proof(m.accession, view.verified, view),
        }
      end
    end
  end

  -- The membership in the same framework that ends where m begins, or begins where m ends.
  local function neighbour(partner, m, ends)
    for _, other in ipairs(partner.memberships) do
      local meets = ends and pad(other.from) == pad(m.to or "9999") or not ends and other.to and pad(other.to) == pad(m.from)
      if other.framework == m.framework and meets then
        return other
      end
    end
  end

  local function was_in_before(partner, m)
    for _, other in ipairs(partner.memberships) do
      if other.framework == m.framework and other.to and pad(other.to) < pad(m.from) then
        return true
      end
    end
    return false
  end

  -- What brought an end: the record itself, and where something took the framework's place, its record too.
  local function proof_of_end(m)
    local framework = framework_of[m.framework]
    local is_of_framework = m.end_reason == "framework-ended" or m.end_reason == "replaced"
    local successor = framework_of[framework.successor or ""]
    if is_of_framework and successor then
      return proof(m.to, framework.verified and successor.verified, framework, successor)
    end
    return is_of_framework and proof(m.to, framework.verified, framework) or proof(m.to, m.verified, m)
  end

  local function memberships_of(partner, within, add)
    local function step(m, change)
      change.kind, change.subject, change.name, change.of = "membership", partner.alpha3, named(partner), m.framework
      add(change)
    end
    for _, m in ipairs(partner.memberships) do
      if within(m.from) then
        local previous = neighbour(partner, m, false)
        step(m, {
          date = m.from, qualifier = m.qualifier, before = previous and previous.status or "none", after = m.status,
          again = previous == nil and was_in_before(partner, m), record = proof(m.from, m.verified, m),
        })
      end
      if within(m.to) and neighbour(partner, m, true) == nil then
        step(m, { date = m.to, before = m.status, after = "none", reason = m.end_reason, record = proof_of_end(m) })
      end
    end
  end

  local function programmes_of(partner, within, add)
    local ally = member_of[partner.alpha3]
    local function step(i, change)
      change.kind, change.subject, change.name, change.of = "programme", partner.alpha3, named(partner), i.type
      change.label = named(i, "label")
      change.record = proof(change.date, i.verified, i)
      add(change)
    end
    for _, i in ipairs(partner.instruments or {}) do
      if within(i.from) then
        step(i, { date = i.from, qualifier = i.qualifier, before = "none", after = i.status })
      end
      if within(i.to) then
        local acceded = ally ~= nil and ally.accession == pad(i.to)
        step(i, {
          date = i.to, qualifier = days.end_qualifier(i.to), before = i.status, after = "ended",
          reason = acceded and "nato-accession" or nil,
        })
      end
    end
  end

  local function sofa_of(partner, within, add)
    for _, step in ipairs(partner.sofa and SOFA_STEPS or {}) do
      local date = partner.sofa[step]
      if within(date) then
        add {
          kind = "sofa", subject = partner.alpha3, name = named(partner), of = step, date = date,
          before = "none", after = "in-force", record = proof(date, partner.sofa.verified, partner.sofa),
        }
      end
    end
  end

  local function frameworks(within, add)
    for _, f in ipairs(data.frameworks) do
      local successor = framework_of[f.successor or ""] or {}
      local function step(change)
        change.kind, change.subject, change.name, change.of = "framework", f.key, named(f), f.cls
        add(change)
      end
      if within(f.established) then
        step {
          date = f.established, qualifier = f.established_qualifier, before = "none", after = "in-force",
          record = proof(f.established, f.verified, f),
        }
      end
      if within(f.ended) then
        step {
          date = f.ended, before = "in-force", after = "ended", successor = f.successor,
          record = proof(f.ended, f.verified, f, successor),
        }
      end
    end
  end

  local function texts(within, add)
    for _, t in ipairs(data.legal) do
      local function step(field, before, after)
        add {
          kind = "text", subject = t.key, name = named(t, "title"), of = t.type,
          date = t[field], before = before, after = after,
          record = proof(t[field], t.verified and not contains(t.unverified_fields, field), t),
        }
      end
      if within(t.date) then
        step("date", "none", t.in_force == t.date and "in-force" or "concluded")
      end
      if within(t.in_force) and t.in_force ~= t.date then
        step("in_force", "concluded", "in-force")
      end
      if within(t.ended) then
        step("ended", "in-force", "ended")
      end
    end
  end

  local function operations(within, add)
    for _, o in ipairs(data.operations) do
      local function step(date, before, after)
        if within(date) then
          add {
            kind = "operation", subject = o.key, name = named(o), of = o.type, date = date,
            before = before, after = after, record = proof(date, o.verified, o),
          }
        end
      end
      step(o.from, "none", "in-force")
      step(o.to, "in-force", "ended")
    end
  end

  -- By day, then by kind, then by the subject's code or key: the same in every language.
  local function in_order(list, wanted)
    local kept = {}
    for _, change in ipairs(list) do
      kept[#kept + 1] = (wanted == nil or wanted[change.kind]) and change or nil
    end
    table.sort(kept, function(a, b)
      if pad(a.date) ~= pad(b.date) then
        return pad(a.date) < pad(b.date)
      elseif a.kind ~= b.kind then
        return rank[a.kind] < rank[b.kind]
      elseif a.subject ~= b.subject then
        return a.subject < b.subject
      end
      return (a.of or "") .. a.after < (b.of or "") .. b.after
    end)
    return kept
  end

  --- What was so on `as_of` (the briefing's day) and not yet on `since`, oldest first: a list of
  --- { kind, subject, name, date, qualifier, of, before, after, reason, record }. kind is "accession", "membership"
  --- (of a framework), "framework" (of a class), "programme" (of a type), "text", "sofa" (of a step) or "operation";
  --- subject the country's code or the record's key; before and after what it was and is; record what to cite.
  --- options: kinds = only these, codes = only these countries.
  function api:changes(since, as_of, options)
    options = options or {}
    local list, within, add = collector(pad(since), day_of(as_of))
    local codes = options.codes and set_of(options.codes)
    accessions(within, function(change)
      if codes == nil or codes[change.subject] then
        add(change)
      end
    end)
    for _, partner in ipairs(data.partners) do
      if codes == nil or codes[partner.alpha3] then
        memberships_of(partner, within, add)
        programmes_of(partner, within, add)
        sofa_of(partner, within, add)
      end
    end
    frameworks(within, add)
    texts(within, add)
    operations(within, add)
    return in_order(list, options.kinds and set_of(options.kinds))
  end

  -- Told with the standings of countries.
  local function is_standing(change)
    return change.kind == "programme" and (STANDINGS[change.of] or change.reason == "nato-accession")
  end

  local function what_of(change)
    if change.kind == "programme" then
      return change.label and api:said(change.label) or api:instrument_name(change.of)
    end
    return change.kind == "sofa" and ctx.label("sofa." .. change.of) or api:said(change.name)
  end

  --- What changed beside the standings of countries, as changes() has it, each with `what` it is, as markup, `words` for what
  --- became of it, and `country`, whose it is (nil: nobody's). options: kinds = only these, of "framework", "programme", "text",
  --- "sofa" and "operation"; codes = only these countries.
  function api:other_changes(since, as_of, options)
    options = options or {}
    local list, kinds = {}, options.kinds or { "framework", "programme", "text", "sofa", "operation" }
    for _, change in ipairs(api:changes(since, as_of, { kinds = kinds, codes = options.codes })) do
      if not is_standing(change) then
        change.what, change.words = what_of(change), ctx.label("state." .. change.after)
        change.country = (change.kind == "programme" or change.kind == "sofa") and change.name or nil
        list[#list + 1] = change
      end
    end
    return list
  end

  --- The countries that something changed for, or happened to, after `since`, up to `as_of`: { UKR = true }.
  function api:touched(since, as_of)
    local codes = {}
    for _, change in ipairs(api:changes(since, as_of, { kinds = { "accession", "membership", "programme", "sofa" } })) do
      codes[change.subject] = true
    end
    for _, event in ipairs(api:events(as_of, { since = since })) do
      for _, code in ipairs(event.countries) do
        codes[code] = true
      end
    end
    return codes
  end

  -- What a change does to the standing of a country; nil where another change says it.
  local function verb_of(change)
    if change.kind == "accession" then
      return "ally"
    elseif change.reason == "nato-accession" then
      return nil
    elseif change.kind == "programme" then
      return change.after == "active" and "recognised" or change.before == "active" and "lost" or nil
    elseif change.after == "active" then
      return change.before ~= "none" and "resumed" or change.again and "rejoined" or "joined"
    elseif change.after ~= "none" then
      return change.after
    elseif change.reason == "state-dissolved" then
      return "dissolved"
    end
    return change.reason == "withdrawn" and "left" or "ended"
  end

  local function standing_of(change)
    local of = change.of
    if change.kind == "accession" then
      return ctx.label("alliance")
    elseif change.kind == "programme" then
      return api:instrument_name(of)
    end
    return contains(base.main_frameworks, of) and text.upper_first(ctx.label("as." .. of)) or api:framework_name(of)
  end

  --- Who gained or lost which standing after `since`, up to `as_of`, oldest first; countries for which the same
  --- happened on the same day together: { { date, qualifier, verb, of, standing, words, codes, names, records } }, as
  --- in of "pfp", standing "PfP", verb "joined", and words, what the verb is called. The second result: how
  --- many countries. options: codes = only these countries.
  function api:standings(since, as_of, options)
    local groups, by_key = {}, {}
    local countries, seen = 0, {}
    local changes = api:changes(since, as_of, {
      kinds = { "accession", "membership", "programme" }, codes = options and options.codes,
    })
    for _, change in ipairs(changes) do
      local verb = (change.kind ~= "programme" or STANDINGS[change.of]) and verb_of(change)
      if verb then
        local key = table.concat({ change.date, change.qualifier or "exact", verb, change.of or "" }, " ")
        local group = by_key[key]
        if group == nil then
          group = {
            date = change.date, qualifier = change.qualifier, verb = verb, of = change.of or "alliance",
            standing = standing_of(change), words = ctx.label("change." .. verb),
            codes = {}, names = {}, records = {},
          }
          by_key[key] = group
          groups[#groups + 1] = group
        end
        countries = countries + (seen[change.subject] and 0 or 1)
        seen[change.subject] = true
        table.insert(group.codes, change.subject)
        table.insert(group.names, change.name)
        table.insert(group.records, change.record)
      end
    end
    return groups, countries
  end
end
