--- Holds definitions against the running host: reads a file of LuaCATS definitions and writes a plugin that asks the host about
--- everything in it, each name, parameter, option and type. Usage: lua5.4 probe.lua DEFINITIONS FOLDER
-- The plugin warns of what is not so; `run`, beside this, has it built and expects silence.

local definitions, folder = arg[1], arg[2]

-- ---- reading ----

local classes, functions = {}, {}

-- "name? type words": a type ends at a space that is not within brackets, quotes or a union.
local function split_type(s)
  local depth, quoted, at = 0, false, 1
  while at <= #s do
    local c = s:sub(at, at)
    if c == '"' then quoted = not quoted end
    if not quoted then
      if c:find("[%(<{%[]") then depth = depth + 1 elseif c:find("[%)>}%]]") then depth = depth - 1 end
      if c == " " and depth == 0 and not s:sub(at - 1, at - 1):find("[|:,]") then break end
    end
    at = at + 1
  end
  return s:sub(1, at - 1)
end

local class, params, returns
for line in io.lines(definitions) do
  local name = line:match("^%-%-%-@class ([%w%._]+)$")
  local field, optional, rest = line:match("^%-%-%-@field (%[?[%w_]+%]?)(%??) (.+)$")
  local param, can_lack, what = line:match("^%-%-%-@param ([%w_]+)(%??) (.+)$")
  local owner, sep, fn, names = line:match("^function ([%w_]+)([%.:])([%w_]+)%(([^%)]*)%) end$")
  if name then
    class = classes[name] or { fields = {}, order = {} }
    classes[name] = class
  elseif field then
    class.fields[field] = { type = split_type(rest), optional = optional == "?" }
    class.order[#class.order + 1] = field
  elseif param then
    params = params or {}
    params[#params + 1] = { name = param, type = split_type(what), optional = can_lack == "?" }
  elseif line:match("^%-%-%-@return") then
    returns = true
  elseif fn then
    local listed = {}
    for one in names:gmatch("[%w_]+") do listed[#listed + 1] = one end
    params = params or {}
    assert(#listed == #params, fn .. ": parameters and their types differ")
    for i, one in ipairs(listed) do assert(params[i].name == one, fn .. ": parameter " .. one .. " has no type") end
    functions[#functions + 1] = { owner = owner, sep = sep, name = fn, params = params, returns = returns }
    params, returns = nil, nil
  elseif line == "function require(name) end" then
    params, returns = nil, nil           -- of whole files, of which the probe is one: every plugin of several asks it
  elseif line ~= "" and not line:match("^%-%-") and not line:match("^%a[%w_ ]* = {}$") then
    error(definitions .. ": this is no definition: " .. line)
  end
end

-- ---- what is asked ----

-- A call of each function that is right, with each class of options in it somewhere.
local point = '{ 1, 2, label = "a", size = 1 }'
local samples = {
  ["doc:heading"] = { '"A"', "{ level = 2 }" }, ["doc:note"] = { '"n" .. n', '"A"' }, ["doc:numbered"] = { '"A"', '{ id = "n" .. n }' },
  ["doc:pagebreak"] = {}, ["doc:prose"] = { '"intro"', "{ n = 1 }" }, ["doc:runin"] = { '"A"', '"B"', '{ id = "r" .. n }' }, ["doc:text"] = { '"A"' },
  ["doc:quote"] = { '"A"', '{ by = "B" }' }, ["doc:pull"] = { '"A"', '{ by = "B" }' }, ["doc:callout"] = { '{ text = "A" }' },
  ["doc:facts"] = { '{ { "A", "1" }, { "B", 2 }, columns = 2 }' }, ["doc:status"] = { '{ { "A", "late", state = "bad" }, { "B", "on time", state = "good" }, columns = 2 }' },
  ["doc:list"] = { '{ "A", { text = "B", id = "i" .. n }, { "C" } }' },
  ["doc:definitions"] = { '{ { "A", "B", id = "d" .. n } }' },
  ["doc:contents"] = { "{ depth = 1 }" }, ["doc:sources"] = { '{ title = "S" }' }, ["doc:endnotes"] = { '{ title = "E" }' },
  ["doc:list_of"] = { '"tables"', '{ title = "T" }' }, ["doc:colophon"] = { '{ title = "C" }' }, ["doc:index"] = { '{ title = "I" }' },
  ["doc:columns"] = { '{ "A", "B", gap = 10 }' }, ["doc:balance"] = { '{ "A", columns = 2 }' },
  ["doc:figure"] = { '{ image = "a.png", alt = "A" }' },
  ["doc:map"] = { '{ area = "europe", categories = { { key = "a", title = "A" } }, values = { UKR = "a" }, points = { { lat = 50, lon = 30, label = "K" } } }',
    '{ bbox = { w = 10, s = 30, e = 40, n = 60 }, values = { UKR = 1, POL = 2 } }' },
  ["doc:chart"] = { '{ kind = "line", labels = { "1", "2" }, series = { { name = "A", values = { 1, 2 } } }, marks = { { at = 1 } }, annotations = { { x = "1", y = 1, text = "t" } } }',
    '{ kind = "line", x = "date", labels = { "2021", "2022" }, series = { { name = "A", values = { 1, 2 } } }, marks = { { at = "2021", axis = "x" } } }',
    '{ kind = "line", x = "date", labels = { "2021", "2022" }, series = { { name = "A", values = { 1, 2 } } }, marks = { { from = "2021", to = "2022", axis = "x" } } }',
    '{ kind = "scatter", series = { { name = "A", points = { ' .. point .. ' } } } }',
    '{ kind = "bar", labels = { "1" }, multiples = { { title = "P", series = { { name = "A", values = { 1 } } } }, { title = "Q", series = { { name = "A", values = { 1 } } } } } }' },
  ["doc:gantt"] = { '{ rows = { { title = "A", spans = { { from = "1994", to = "1995" } } } }, categories = { { key = "c", title = "C" } }, marks = { { at = "1994", label = "m" } } }' },
  ["doc:timeline"] = { '{ events = { { at = "1994", text = "A" } }, categories = { { key = "c", title = "C" } } }' },
  ["doc:matrix"] = { '{ columns = { "A" }, rows = { { "B", "x" } }, marks = { { key = "x", title = "X" } } }' },
  ["doc:chronology"] = { '{ events = { { at = "1994", text = "A" } } }' },
  ["doc:table"] = { '{ columns = { { title = "A", format = { decimals = 1 } } }, rows = { { { text = "x" } } }, heat = { low = 0 }, caption = false }',
    '{ columns = { { title = "G", columns = { { title = "A" }, "B" } } }, rows = { { 1, 2 } }, caption = false }' },
  ["date.add"] = { '"2024-01-31"', "{ days = 1 }" }, ["date.compare"] = { '"2024"', '"2025"' }, ["date.days_between"] = { '"2024"', '"2025"' },
  ["date.format"] = { '"2024"', '"long"' }, ["date.parse"] = { '"2024"' }, ["date.year"] = { '"2024"' },
  ["text.escape"] = { '"a"' }, ["text.list"] = { '{ "a", "b" }' }, ["text.number"] = { "1.5", "1" }, ["text.plural"] = { "1" },
  ["text.sort"] = { '{ { k = "b" }, { k = "a" } }', '"k"' }, ["text.upper_first"] = { '"a"' },
  ["ctx.label"] = { '"title"', "{ n = 1 }" }, ["ctx.random"] = { "1", "6" }, ["ctx.warn"] = false, ["ctx.read"] = { '"a.txt"' }, ["ctx.read_csv"] = { '"a.csv"' },
  ["ctx.read_json"] = { '"a.json"' },
}
-- Samples beyond the first are further calls, not arguments.
local more = { ["doc:map"] = true, ["doc:chart"] = true, ["doc:table"] = true }

-- A value that is not of the type, as Lua writes it; nil: everything is.
local function wrong_for(type)
  if type == "any" or type:find("^any%[") then return nil end
  if type:find("table") or type:find("%[%]") or classes[type] or type:find("{") then
    return (type:find("string") and not type:find("^table<") and not type:find("%[%]$") and not type:find("%[%]|")) and "true" or type:find("fun") and "1" or type:find("true|") and '"x"' or "5"
  end
  if type:find("string") or type:find('^"') then return "{}" end
  if type == "boolean" then return '"x"' end
  if type:find("number") or type:find("integer") then return "{}" end
  if type:find("fun%(") then return "5" end
  return "5"
end

-- The kinds of values that a type takes; nil: it takes any, or functions.
local function kinds_of(type)
  local takes = {}
  if type == "any" or type:find("^any%[") or type:find("fun%(") then return nil end
  local bare = type:gsub('"[^"]*"', "string"):gsub("%b()%[%]", "table"):gsub("%b<>", ""):gsub("[%w%._]+%[%]", "table"):gsub("%b{}", "table")
  for one in bare:gmatch("[%a_][%w%._]*") do
    if one == "number" then takes.number, takes.integer = true, true
    elseif one == "integer" then takes.integer = true
    elseif one == "boolean" or one == "true" then takes.boolean = true
    elseif one == "false" then takes.boolean = "either"
    elseif one == "string" then takes.string, takes.lax = true, not type:find('"')
    elseif one == "table" or classes[one] then takes.table = true
    else error("there is no type " .. one .. " in " .. type) end
  end
  if takes.lax then takes.number, takes.integer = "either", "either" end      -- numbers stand for strings
  return takes
end

local kinds = { { "boolean", "true" }, { "integer", "1" }, { "number", "1.5" }, { "string", '"x"' }, { "table", "{}" } }

local function literals(type)
  local found = {}
  for one in type:gmatch('"([^"]*)"') do found[#found + 1] = one end
  return found
end

local out = {}
local function emit(fmt, ...) out[#out + 1] = select("#", ...) > 0 and fmt:format(...) or fmt end

emit([==[
--- Made by tests/library/probe.lua.
local n = 0
local function copy(v)
  if type(v) ~= "table" then return v end
  local c = {}
  for k, x in pairs(v) do c[k] = copy(x) end
  return c
end
local function at(root, path)
  for i = 1, #path do root = root[path[i]] end
  return root
end
return { name = "probe", version = "1.0.0", api = 1, summary = "Asks the host about its definitions",
build = function(ctx, doc)
  local parts = { doc = doc, ctx = ctx, date = date, text = text }
  local function call(sep, owner, name, args)
    n = n + 1
    local fn = parts[owner][name]
    if type(fn) ~= "function" then return false, "there is no function " .. name end
    if sep == ":" then return pcall(fn, doc, table.unpack(args, 1, args.n)) end
    return pcall(fn, table.unpack(args, 1, args.n))
  end
  local taken = {}                       -- of what is right with one sample and not with another
  local first                            -- warnings are cut off after so many, and blocks that are tried may warn, too
  local function complain(what, told)
    what = "DIFFERS " .. what .. (told and " (" .. told .. ")" or "")
    first = first or what
    ctx.warn(what)
  end
  -- The value where path leads is wrong: the host must say so of the name; and must not say that there is none of it.
  local function wrong(what, sep, owner, name, args, given, path, key, value)
    args[given] = copy(args[given])
    at(args[given], path)[key] = value
    local ok, told = call(sep, owner, name, args)
    told = tostring(told)
    if ok then complain(what .. ": a wrong value is taken")
    elseif told:find("no option '" .. key, 1, true) then complain(what .. ": there is no such option", told)
    elseif not told:find(key, 1, true) then complain(what .. ": the wrong value was not noticed", told) end
  end
  -- The value is of a type that is taken: whatever else is wrong with it, the host must not say that another type was expected.
  local expected = { "a string", "a number", "a whole number", "true or false", "a table" }
  local function right(what, sep, owner, name, args, given, path, key, value)
    args[given] = copy(args[given])
    at(args[given], path)[key] = value
    local ok, told = call(sep, owner, name, args)
    local refused = not ok and tostring(told):find("no option '" .. key .. "'", 1, true)
    for _, type in ipairs(expected) do
      refused = refused or not ok and tostring(told):find(key .. " is ", 1, true) and tostring(told):find("; " .. type .. " was expected", 1, true)
    end
    taken[what] = taken[what] == true or (not refused and true) or tostring(told)
  end
  local function unknown(what, sep, owner, name, args, given, path)
    args[given] = copy(args[given])
    at(args[given], path).no_such_option = 1
    local ok, told = call(sep, owner, name, args)
    if ok or not tostring(told):find("no_such_option", 1, true) then complain(what .. ": takes what is not defined", tostring(told)) end
  end
  local function choice(what, sep, owner, name, args, given, path, key, value)
    args[given] = copy(args[given])
    at(args[given], path)[key] = value
    local ok, told = call(sep, owner, name, args)
    if not ok and tostring(told):find("one of ", 1, true) and tostring(told):find(key .. " is ", 1, true) then complain(what .. ": it does not take this", tostring(told)) end
  end
  local function no_choice(what, sep, owner, name, args, given, path, key)
    args[given] = copy(args[given])
    at(args[given], path)[key] = "no-such-choice"
    local ok = call(sep, owner, name, args)
    if ok then complain(what .. ": takes any string") end
  end
  doc:heading("Probe")
]==])

local reached = {}

-- The classes of a type: "doc.item|string", "(string|doc.column)[]".
local function classes_of(type)
  local list = {}
  for name in type:gsub('"[^"]*"', ""):gmatch("[%a_][%w%._]*") do
    if classes[name] then list[#list + 1] = name end
  end
  return list
end

local function fits(name, value)
  local c = classes[name]
  for k in pairs(value) do
    if type(k) == "string" and not c.fields[k] then return false end
    if type(k) == "number" and not c.fields["[integer]"] then return false end
  end
  for k, f in pairs(c.fields) do
    if not f.optional and k:sub(1, 1) ~= "[" and value[k] == nil then return false end
  end
  return true
end

local function quoted_path(path)
  local s = {}
  for i, k in ipairs(path) do s[i] = type(k) == "number" and tostring(k) or ("%q"):format(k) end
  return "{ " .. table.concat(s, ", ") .. " }"
end

-- Ask about each field of class name, an instance of which stands at path of argument given.
local function probe_class(f, args, given, name, value, path)
  local head = ("%q, %q, %q, { n = %d, %s }, %d, %s"):format(f.sep, f.owner, f.name, #args, table.concat(args, ", "), given, quoted_path(path))
  reached[name] = true
  emit("  unknown(%q, %s)\n", name, head)
  for _, field in ipairs(classes[name].order) do
    local t = classes[name].fields[field].type
    if field:sub(1, 1) ~= "[" then
      local what, takes = name .. "." .. field, kinds_of(t)
      for _, kind in ipairs(takes and kinds or {}) do
        if not takes[kind[1]] then
          emit("  wrong(%q, %s, %q, %s)\n", what .. ", a " .. kind[1], head, field, kind[2])
        elseif takes[kind[1]] == true then
          emit("  right(%q, %s, %q, %s)\n", what .. ", a " .. kind[1], head, field, kind[2])
        end
      end
      local all = literals(t)
      for _, one in ipairs(all) do emit("  choice(%q, %s, %q, %q)\n", what .. " = " .. one, head, field, one) end
      if #all > 0 and not t:find("string") then emit("  no_choice(%q, %s, %q)\n", what, head, field) end
    end
  end
  for k, v in pairs(value) do
    if type(v) == "table" then
      local field = classes[name].fields[type(k) == "number" and "[integer]" or k]
      local is_list = field and field.type:find("%[%]$")
      local function descend(inner, inner_path)
        for _, c in ipairs(field and classes_of(field.type) or {}) do
          if not (is_list and inner == v) and fits(c, inner) then
            probe_class(f, args, given, c, inner, inner_path)
            return
          end
        end
        for i, item in ipairs(inner) do
          if type(item) == "table" then
            local deeper = table.move(inner_path, 1, #inner_path, 1, {})
            deeper[#deeper + 1] = i
            descend(item, deeper)
          end
        end
      end
      local below = table.move(path, 1, #path, 1, {})
      below[#below + 1] = k
      descend(v, below)
    end
  end
end

local function value_of(source)
  return load("local n = 0 return " .. source)()
end

local function probe_call(f, args)
  local what = f.owner .. f.sep .. f.name
  for i, p in ipairs(f.params) do
    if args[i] then
      local list = classes_of(p.type)
      local value = value_of(args[i])
      for _, c in ipairs(list) do
        if type(value) == "table" and fits(c, value) then probe_class(f, args, i, c, value, {}) end
      end
      local takes, is = kinds_of(p.type), math.type(value) == "float" and "number" or math.type(value) or type(value)
      if takes and not takes[is] then
        emit("  complain(%q)\n", ("%s: %s is given %s, and defined as %s"):format(what, p.name, args[i], p.type))
      end
      local w = wrong_for(p.type)
      if w then
        local other = table.move(args, 1, #args, 1, {})
        other[i] = w
        emit("  if (call(%q, %q, %q, { n = %d, %s })) then complain(%q) end\n", f.sep, f.owner, f.name, #other, table.concat(other, ", "),
          what .. ": takes a wrong " .. p.name)
      end
    end
  end
end

local known = { doc = true, ctx = true, date = true, text = true }
for _, f in ipairs(functions) do
  local key = f.owner .. f.sep .. f.name
  if known[f.owner] then
    local sample = samples[key]
    if sample == nil then error("no sample of " .. key .. ": add one to probe.lua") end
    emit("  if type(parts[%q][%q]) ~= \"function\" then complain(%q) end\n", f.owner, f.name, key .. ": there is no such function")
    if sample then
      if more[key] then
        for _, one in ipairs(sample) do probe_call(f, { one }) end
      else
        probe_call(f, sample)
      end
    end
    samples[key] = nil
  end
end
for key in pairs(samples) do error(key .. " has a sample and no definition") end
-- Fields of ctx, and that there is nothing else in it.
emit("  local defined = {")
for _, field in ipairs(classes.ctx.order) do emit("[%q] = %q, ", field, classes.ctx.fields[field].type) end
for _, f in ipairs(functions) do if f.owner == "ctx" then emit("[%q] = \"function\", ", f.name) end end
emit("}\n")
emit([==[
  for name, value in pairs(ctx) do
    if not defined[name] then complain("ctx." .. name .. " is not defined") end
    local t = defined[name]
    local plain = t and t:find("|") and "any" or t == "integer" and "number" or t and (t:find("^table<") or t:find("^ctx%.") or t:find("%[%]$")) and "table" or t
    if plain and plain ~= "any" and type(value) ~= plain then complain("ctx." .. name .. " is a " .. type(value) .. ", not " .. t) end
  end
  for _, lib in ipairs({ "date", "text" }) do
    for name in pairs(parts[lib]) do
      if not defined_in[lib .. "." .. name] then complain(lib .. "." .. name .. " is not defined") end
    end
  end
  for what, told in pairs(taken) do
    if told ~= true then complain(what, told) end
  end
  error("asked " .. n .. " times" .. (first and "; " .. first or ""))        -- what was built is not to be set
end }
]==])
for name, c in pairs(classes) do
  if name:find("^doc%.") and not reached[name] then error("no sample reaches the class " .. name) end
end

local text = table.concat(out)
local listed = {}
for _, f in ipairs(functions) do listed[#listed + 1] = ("[%q] = true"):format(f.owner .. "." .. f.name) end
text = text:gsub("local n = 0\n", function(s) return s .. "local defined_in = { " .. table.concat(listed, ", ") .. " }\n" end, 1)
local file = assert(io.open(folder .. "/plugin.lua", "w"))
file:write(text)
file:close()
