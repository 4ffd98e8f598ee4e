--- Days as the base writes them: YYYY, YYYY-MM or YYYY-MM-DD; a short one counts as the first day of its period.

local days = {}

function days.pad(iso)
  if #iso == 4 then
    return iso .. "-01-01"
  elseif #iso == 7 then
    return iso .. "-01"
  end
  return iso
end

-- The last day of the period that a date names.
function days.pad_end(iso)
  if #iso == 4 then
    return iso .. "-12-31"
  elseif #iso == 7 then
    return date.add(date.add(days.pad(iso), { months = 1 }), { days = -1 })
  end
  return iso
end

function days.begun(from, day)
  return from ~= nil and days.pad(from) <= day
end

function days.in_force(from, to, day)
  return days.begun(from, day) and not days.begun(to, day)
end

-- A year or a month cannot mean a day before the thing it belongs to: "1999" in what began on 1999-06-12.
function days.not_before(from, whole)
  return whole and #from < #whole and whole:sub(1, #from) == from and whole or from
end

-- What ends on 1 January ran to the end of a year: that is all that is known of its last day.
function days.end_qualifier(to)
  return to and to:find("^%d+%-01%-01$") and "year-end" or nil
end

function days.known(iso, day)
  return days.begun(iso, day) and iso or nil
end

return days
