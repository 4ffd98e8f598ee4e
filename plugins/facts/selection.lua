--- What a report was asked for, within all that the base has; and the days of a series.

local lists = require("lists")

return function(base)
  local api = base.api

  --- Are these all the countries of the base, as where a request names none?
  function api:is_all(codes)
    return #codes >= #api:countries()
  end

  --- The key of what is said of all the countries, or of those asked for: "none", or "none-selected".
  function api:scoped(key, codes)
    return api:is_all(codes) and key or key .. "-selected"
  end

  --- The countries as the option `codes` of a query: nil where they are all, and none need be looked for.
  function api:narrowed(codes)
    return not api:is_all(codes) and codes or nil
  end

  --- Those of the countries, in their order, that are wanted too.
  function api:among(codes, wanted)
    local list, set = {}, lists.set_of(wanted)
    for _, code in ipairs(codes) do
      list[#list + 1] = set[code] and code or nil
    end
    return list
  end

  --- The last day of each year from the first on, and the day itself; and the years, as words.
  function api:year_ends(first)
    local days, years = {}, {}
    local this_year = date.year(base.ctx.as_of)
    for year = first, this_year - 1 do
      days[#days + 1], years[#years + 1] = year .. "-12-31", tostring(year)
    end
    days[#days + 1], years[#years + 1] = base.ctx.as_of, tostring(this_year)
    return days, years
  end
end
