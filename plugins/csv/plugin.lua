--- Tables that came with a request as CSV: their files, columns and numbers, for the plugins that show them.

local function provide(ctx)
  local api = {}

  -- The names of what there is, for a message.
  local function listed(names)
    return #names > 0 and "there is " .. table.concat(names, ", ") or "there is none"
  end

  --- The number a cell holds, or nil: "1234.5", "-3"; the empty cell holds none.
  function api:number(cell)
    return tonumber(cell)
  end

  --- Where the column of that name is. A name that no column has is a mistake of the request.
  function api:index(sheet, file, name)
    for i, title in ipairs(sheet.columns) do
      if title == name then
        return i
      end
    end
    error(("%s has no column %q; %s"):format(file, name, listed(sheet.columns)), 0)
  end

  --- Is the column all numbers, but for empty cells, and has it one?
  function api:is_numeric(sheet, index)
    local any = false
    for _, row in ipairs(sheet.rows) do
      local number = tonumber(row[index])
      if number == nil and row[index] ~= "" then
        return false
      end
      any = any or number ~= nil
    end
    return any
  end

  -- Do all cells of a column, but for empty ones, fit the pattern, and is there one?
  local function all_fit(sheet, index, pattern)
    local any = false
    for _, row in ipairs(sheet.rows) do
      if row[index] ~= "" and not row[index]:find(pattern) then
        return false
      end
      any = any or row[index] ~= ""
    end
    return any
  end

  local function has_fractions(sheet, index)
    for _, row in ipairs(sheet.rows) do
      if row[index]:find(".", 1, true) then
        return true
      end
    end
    return false
  end

  --- The columns of those names, in their order, or all where names is empty: { { index, title, is_numeric, is_whole, is_day } }.
  function api:columns(sheet, file, names)
    local list = {}
    for i, name in ipairs(#names > 0 and names or sheet.columns) do
      local index = #names > 0 and api:index(sheet, file, name) or i
      list[i] = {
        index = index, title = name, is_numeric = api:is_numeric(sheet, index), is_whole = not has_fractions(sheet, index),
        is_day = all_fit(sheet, index, "^%d%d%d%d%-%d%d%-%d%d$"),
      }
    end
    return list
  end

  --- The rows in the order of a column, "Column" or "-Column" for the largest first; as they come where by is nil. Numbers go by
  --- size, words by the report's language; rows that are alike stay in their order, empty cells go last.
  function api:sorted(sheet, file, by)
    if by == nil then
      return sheet.rows
    end
    local falls = by:sub(1, 1) == "-"
    local index = api:index(sheet, file, falls and by:sub(2) or by)
    local full, empty, numeric = {}, {}, api:is_numeric(sheet, index)
    for _, row in ipairs(sheet.rows) do
      table.insert(row[index] == "" and empty or full, row)
    end
    if numeric then
      local place = {}
      for i, row in ipairs(full) do
        place[row] = i
      end
      table.sort(full, function(a, b)
        local x, y = tonumber(a[index]), tonumber(b[index])
        if x ~= y then
          return x < y
        end
        return falls and place[a] > place[b] or not falls and place[a] < place[b]
      end)
    else
      full = text.sort(full, function(row) return row[index] end)
    end
    local rows = {}
    for i = 1, #full do
      rows[i] = full[falls and #full + 1 - i or i]
    end
    return table.move(empty, 1, #empty, #rows + 1, rows)
  end

  return api
end

return {
  name = "csv", version = "1.0.0", api = 1,
  summary = "Tables that came as CSV: files, columns, numbers, order",
  provide = provide,
}
