--- Lists that are asked what they hold.

local lists = {}

function lists.contains(list, value)
  for _, item in ipairs(list or {}) do
    if item == value then
      return true
    end
  end
  return false
end

function lists.set_of(list)
  local set = {}
  for _, item in ipairs(list) do
    set[item] = true
  end
  return set
end

--- Records by what they have under key; those that have nothing there are left out.
function lists.by_key(list, key)
  local found = {}
  for _, record in ipairs(list) do
    if record[key] ~= nil then
      found[record[key]] = record
    end
  end
  return found
end

return lists
