--- Runs the manual: writes a plugin "examples" whose build is every example of doc, ctx, date and text, and a test of it that is every
--- example of tests; "EXPRESSION --> VALUE" is held to its value. What shows a file is written as such: a plugin "params", a report, a template,
--- schedules, calendars, a request. Usage: lua5.4 examples.lua FOLDER < MANUAL; the folder has the folders of all these.

local folder = arg[1]
local files = {
  ["Parameters"] = "plugins/params/plugin.lua", ["Report files"] = "reports/regional-outlook.lua", ["Templates"] = "templates/house.lua",
  ["Schedules"] = "config/schedules.lua", ["Calendars"] = "config/calendars.lua", ["Requests"] = "request.json", ["Tests"] = "tests.lua",
}

-- ---- the manual: what stands indented below the name of a function ----

local chapter, name, block
local examples = { build = {}, check = {} }

local shows = {}                         -- file -> its text

local function add(line)
  local file = files[chapter]
  if file and not name then shows[file] = (shows[file] or "") .. line .. "\n" end
  if not chapter or not name then return end
  local part = chapter:match("^tests: ") and "check" or (chapter:match("^doc") or chapter:match("^ctx$") or chapter:match("^date$") or chapter:match("^text$")) and "build"
  if not part then return end
  if not block then
    block = { name = name, lines = {} }
    table.insert(examples[part], block)
  end
  table.insert(block.lines, line)
end

local named, shown = {}, {}
for line in io.lines() do
  local title, entry, code = line:match("^## (.+)$"), line:match("^### `(.+)`$"), line:match("^    (.*)$")
  if title then
    chapter, name, block = title, nil, nil
  elseif entry then
    name, block = entry, nil
    if chapter:match("^doc") or chapter:match("^ctx$") or chapter:match("^date$") or chapter:match("^text$") then named[#named + 1] = entry end
  elseif code then
    add(code)
    if name then shown[name] = true end
  else
    block = nil
  end
end

-- Every function that is called shows how.
for _, entry in ipairs(named) do
  if not shown[entry] then error("the manual has no example of " .. entry, 0) end
end

-- ---- what is run ----

local function write(path, text)
  local file = assert(io.open(folder .. "/" .. path, "w"))
  file:write(text)
  file:close()
end

local function code_of(list)
  local out = {}
  for _, example in ipairs(list) do
    local lines = {}
    for i, line in ipairs(example.lines) do
      local expression, value = line:match("^(.-) %-%-> (.+)$")
      lines[i] = expression and ("same(%q, %s, %s)"):format(example.name, expression, value) or line
    end
    out[#out + 1] = "    do\n" .. table.concat(lines, "\n") .. "\n    end\n"
  end
  return table.concat(out)
end

local same = [[
local function alike(a, b)
  if type(a) ~= "table" or type(b) ~= "table" then return a == b end
  for k, v in pairs(a) do if not alike(v, b[k]) then return false end end
  for k in pairs(b) do if a[k] == nil then return false end end
  return true
end
local function same(name, given, wanted)
  if not alike(given, wanted) then error("the manual's example of " .. name .. " gives " .. tostring(given)) end
end
]]

write("plugins/examples/plugin.lua", same .. [[
return {
  name = "examples", version = "1.0.0", api = 1, summary = "What the manual shows", uses = { "facts" }, last = true,
  params = { least = { type = "integer", default = 5 } }, data = { ships = "ships.json" },
  collect = function(ctx) return { total = #ctx.data.ships } end,
  build = function(ctx, doc)
]] .. code_of(examples.build) .. [[
    doc:table { columns = { "Ship", "Guns" }, rows = { { "Nord", 7 } }, caption = "Ships", id = "ships" }
  end,
}
]])
write("plugins/examples/ships.json", '[ { "name": "Nord" }, { "name": "Sud" }, { "name": "West" } ]')
write("plugins/examples/labels.en.json", '{ "ships": "{n, plural, one {# ship} other {# ships}}" }')
write("plugins/examples/intro.en.md", "Of {n} ships.\n")
write("plugins/examples/tests/manual.lua", same .. [[
return { {
  name = "the manual", as_of = "2024-06-15", pages = nil,
  files = { ["note.md"] = "Words.\n", ["ships.csv"] = "Ship,Guns\nNord,7\n", ["ship.json"] = '{ "tons": 7 }' },
  check = function(doc, t)
]] .. code_of(examples.check) .. [[
  end,
} }
]])
for chapter, file in pairs(files) do
  local text = shows[file] or error("the manual shows nothing of: " .. chapter, 0)
  if chapter == "Parameters" then
    text = 'return {\n  name = "params", version = "1.0.0", api = 1, summary = "Parameters", build = function(ctx) return ctx.params end,\n' .. text .. "}\n"
  elseif chapter == "Tests" then
    assert(load(text))                   -- of a plugin that is not there
  end
  write(file, text)
end
print(#examples.build + #examples.check)
