--- Names and days in the report’s language, and the base’s own words ready for the page.

local lists = require("lists")
local contains = lists.contains

return function(base)
  local ctx, api, lang, near, named = base.ctx, base.api, base.lang, base.near, base.named
  local printed = base.printed
  local partner_of, member_of, other_of = base.partner_of, base.member_of, base.other_of
  local framework_of, region_of, operation_of = base.framework_of, base.region_of, base.operation_of

  --- The country's name in the report's language.
  function api:name(code)
    local record = partner_of[code] or member_of[code] or other_of[code]
    return record and named(record) or code
  end

  --- A list of names, sorted by the language's rules.
  function api:names(codes)
    local names = {}
    for i, code in ipairs(codes) do
      names[i] = api:name(code)
    end
    return text.sort(names)
  end

  --- The framework's name; short: its acronym where it has one.
  function api:framework_name(key, short)
    local record = framework_of[key]
    if record == nil then
      return key
    end
    if short then
      return lang == "fr" and record.acronym_fr or record.acronym or named(record)
    end
    return named(record)
  end

  --- "left PfP": what is said of a country that withdrew from it.
  function api:left(key)
    if contains(base.main_frameworks, key) then
      return ctx.label("left." .. key)
    end
    return ctx.label("left", { framework = api:framework_name(key, true) })
  end

  --- The region's name.
  function api:region_name(key)
    return named(region_of[key])
  end

  --- The operation's name; short: its acronym where its name ends with one, else without the word for operation.
  function api:operation_name(key, short)
    local record = operation_of[key]
    if record == nil then
      return key
    end
    local name = named(record)
    if short then
      name = name:match("%(([%u%-]+)%)$") or name:gsub("^Operation ", ""):gsub("^Opération ", "")
    end
    return name
  end

  --- What a kind of country programme is called: "ITPP" gives its full name; short: as a table has room for.
  function api:instrument_name(kind, short)
    return ctx.label((short and "instrument.short." or "instrument.") .. kind)
  end

  -- The number of the day stays with its month.
  local function bound(words)
    return (words:gsub("^(%d+%a*) ", "%1\u{A0}"))
  end

  --- A date in words, as exact as it is known: "7 March 2024", "March 1992", "1996".
  function api:date(iso)
    return bound(date.format(iso, #iso == 4 and "year" or #iso == 7 and "month" or "long"))
  end

  local function precision(iso)
    return #iso == 4 and "year" or #iso == 7 and "month" or "day"
  end

  local function phrase(kind, iso, qualifier)
    local when = api:date(iso)
    if qualifier == "approx" then
      when = ctx.label("about", { date = when })
    end
    local words = ctx.label(kind .. "." .. precision(iso), { date = when })
    return qualifier == "by" and ctx.label("by", { when = words }) or words
  end

  --- "on 7 March 2024", "in March 1992".
  function api:on(iso, qualifier)
    return phrase("on", iso, qualifier)
  end

  --- "since 7 March 2024", "since about 1996" (by qualifier).
  function api:since(iso, qualifier)
    return phrase("since", iso, qualifier)
  end

  local function qualified(words, iso, qualifier)
    if qualifier == "year-end" then
      return ctx.label("year-end", { year = tostring(date.year(iso) - 1) })
    end
    if qualifier == "approx" then
      return ctx.label("about", { date = words })
    end
    return qualifier == "by" and ctx.label("by-date." .. precision(iso), { date = words }) or words
  end

  --- The date for a table cell, with its qualifier: "about 1996", "by 24 January 2017", "end of 2024".
  function api:when(iso, qualifier)
    return qualified(api:date(iso), iso, qualifier)
  end

  --- The date for a narrow cell, with its qualifier: "7 Mar 2024", "about Mar 1992".
  function api:short_date(iso, qualifier)
    return qualified(bound(date.format(iso, "short")), iso, qualifier)
  end

  --- As short_date(), since when: "since 7 Mar 2024".
  function api:since_short(iso)
    return ctx.label("since." .. precision(iso), { date = api:short_date(iso) })
  end

  --- The words with the ranges in them ("2025-2028", "I-X") as the language writes them: English takes a dash.
  function api:ranged(words)
    return lang == "en" and words:gsub("%f[%w]([%dIVX]+)%-([%dIVX]+)%f[%W]", "%1–%2") or words
  end

  --- A text of the base, in the report's language as the queries give it, as Markdown.
  function api:said(words)
    return text.escape(api:ranged(printed(words)))
  end

  --- A sum of money in words, in millions or thousands of millions: "EUR 70 billion".
  function api:sum(amount, currency)
    local is_billion = amount >= 1e9
    local n = amount / (is_billion and 1e9 or 1e6)
    return ctx.label(is_billion and "sum.billion" or "sum.million", {
      n = n, number = text.number(n), currency = ctx.label("currency." .. currency),
    })
  end

  --- A date at the head of an item: as when(), with a capital.
  function api:dated(iso, qualifier)
    return (api:when(iso, qualifier):gsub("^%l", string.upper))
  end

  --- May texts without a date (summaries, notes, drivers) be used on this day?
  function api:is_near()
    return near
  end
end
