--- A bare stand-in for the plugin host: enough to ask the data plugin on a plain interpreter.
-- Dates, plurals and sorting are English and simple; what the real host does is tested with it.
local host = { null = {} }

local function decode_error(s, at, what)
  error(("json: %s at byte %d: %s"):format(what, at, s:sub(at, at + 20)))
end

local escapes = { b = "\b", f = "\f", n = "\n", r = "\r", t = "\t" }
local decode_value

local function skip(s, at)
  return s:match("^[ \n\r\t]*()", at)
end

local function decode_string(s, at)
  local out, from = {}, at + 1
  while true do
    local stop = s:find('["\\]', from)
    out[#out + 1] = s:sub(from, stop - 1)
    if s:sub(stop, stop) == '"' then
      return table.concat(out), stop + 1
    end
    local c = s:sub(stop + 1, stop + 1)
    if c == "u" then
      out[#out + 1] = utf8.char(tonumber(s:sub(stop + 2, stop + 5), 16))
      from = stop + 6
    else
      out[#out + 1] = escapes[c] or c
      from = stop + 2
    end
  end
end

local function decode_list(s, at)
  local list = {}
  at = skip(s, at + 1)
  while s:sub(at, at) ~= "]" do
    list[#list + 1], at = decode_value(s, at)
    at = skip(s, at)
    at = s:sub(at, at) == "," and skip(s, at + 1) or at
  end
  return list, at + 1
end

local function decode_object(s, at)
  local object, key = {}, nil
  at = skip(s, at + 1)
  while s:sub(at, at) ~= "}" do
    key, at = decode_string(s, at)
    object[key], at = decode_value(s, skip(s, at) + 1)
    at = skip(s, at)
    at = s:sub(at, at) == "," and skip(s, at + 1) or at
  end
  return object, at + 1
end

function decode_value(s, at)
  at = skip(s, at)
  local c = s:sub(at, at)
  if c == "{" then
    return decode_object(s, at)
  elseif c == "[" then
    return decode_list(s, at)
  elseif c == '"' then
    return decode_string(s, at)
  end
  for word, value in pairs({ ["true"] = true, ["false"] = false, null = host.null }) do
    if s:sub(at, at + #word - 1) == word then
      return value, at + #word
    end
  end
  local number, stop = s:match("^(%-?[%d%.eE%+%-]+)()", at)
  if not number then
    decode_error(s, at, "no value")
  end
  return tonumber(number), stop
end

function host.json(path)
  local file = assert(io.open(path, "rb"))
  local s = file:read("a")
  file:close()
  return (decode_value(s, 1))
end

local months = {
  "January", "February", "March", "April", "May", "June",
  "July", "August", "September", "October", "November", "December",
}

local function parse_day(iso)
  local y, m, d = iso:match("^(%d%d%d%d)%-?(%d*)%-?(%d*)$")
  return tonumber(y), tonumber(m) or 1, tonumber(d) or 1
end

-- Days since 1970-01-01 in the proleptic Gregorian calendar.
local function day_number(iso)
  local y, m, d = parse_day(iso)
  if m <= 2 then
    y, m = y - 1, m + 12
  end
  return 365 * y + y // 4 - y // 100 + y // 400 + (153 * (m - 3) + 2) // 5 + d - 1 - 719468
end

host.date = {
  format = function(iso, style)
    local y, m, d = parse_day(iso)
    if style == "year" then
      return tostring(y)
    elseif style == "month" then
      return months[m] .. " " .. y
    end
    return d .. " " .. months[m] .. " " .. y
  end,
  days_between = function(a, b) return day_number(b) - day_number(a) end,
  year = function(iso) return (parse_day(iso)) end,
  add = function(iso, by)
    local y, m, d = parse_day(iso)
    local time = os.time { year = y, month = m + (by.months or 0), day = d + (by.days or 0), hour = 12 }
    return os.date("%Y-%m-%d", time)
  end,
}

host.text = {
  sort = function(list, key)
    local copy = table.move(list, 1, #list, 1, {})
    key = key or function(v) return v end
    table.sort(copy, function(a, b) return key(a) < key(b) end)
    return copy
  end,
  escape = function(s) return s end,
  upper_first = function(s) return (s:gsub("^%l", string.upper)) end,
}

--- Load plugins/NAME/plugin.lua; its globals are the standard library, date, text, and require for the files beside it.
function host.load(root, name)
  local loaded = {}
  local env = setmetatable({ date = host.date, text = host.text }, { __index = _G })
  local function load_part(part)
    return assert(loadfile(root .. "/plugins/" .. name .. "/" .. part .. ".lua", "t", env))()
  end
  function env.require(part)
    loaded[part] = loaded[part] or load_part(part)
    return loaded[part]
  end
  return load_part("plugin")
end

--- The data sets a plugin declares.
function host.data(root, plugin)
  local data = {}
  for name, set in pairs(plugin.data) do
    local path = type(set) == "table" and set.file or set
    data[name] = host.json(root .. "/plugins/" .. plugin.name .. "/" .. path)
  end
  return data
end

function host.labels(root, name, language)
  local messages = host.json(root .. "/plugins/" .. name .. "/labels." .. language .. ".json")
  return function(key, values)
    local message = messages[key] or error("no label " .. key)
    return (message:gsub("{([%w_]+)[:%a]*}", function(k)
      return tostring((values or {})[k] or error(key .. ": no value " .. k))
    end))
  end
end

--- What compares and counts: check(what, got, wanted), and a last call that prints the sum and ends the program.
-- A number of a day is tied to its month by a space that does not break; what is wanted is written with plain ones.
function host.checks()
  local failed, passed = 0, 0
  local function check(what, got, wanted)
    got = type(got) == "string" and got:gsub("\u{A0}", " ") or got
    if got == wanted then
      passed = passed + 1
    else
      failed = failed + 1
      print(("FAIL %s: got %s, wanted %s"):format(what, tostring(got), tostring(wanted)))
    end
  end
  local function finish()
    print(("%s: %d checks, %d failed"):format(arg[0], passed + failed, failed))
    os.exit(failed == 0 and 0 or 1)
  end
  return check, finish
end

--- The paths that match any of some patterns, under a folder.
function host.files(folder, patterns)
  local list = {}
  local pipe = assert(io.popen("cd " .. folder .. " && ls -d " .. patterns .. " 2>/dev/null"))
  for name in pipe:lines() do
    list[#list + 1] = folder .. "/" .. name
  end
  pipe:close()
  return list
end

--- The data plugin's api on a day.
function host.facts(root, plugin, data, as_of, language)
  return plugin.provide {
    as_of = as_of, language = language or "en", data = data, label = host.labels(root, "facts", language or "en"),
  }
end

return host
