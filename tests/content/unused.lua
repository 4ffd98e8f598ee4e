--- Nothing in the plugins is left over: every label, every prose file and every query of the library plugins is used.
-- A label counts as used where the plugin's code has its key as a string; a string that begins it and ends in "." or stands
-- before ".."; one that ends it and stands behind ".."; or what is before its first "." and, by itself, "." between others.
-- A key that is made in another way (of a name in lower case, say) looks left over, and is to be written out in the code.
-- Usage: lua5.4 tests/content/unused.lua ROOT
local root = arg[1] or "."
package.path = root .. "/tests/content/?.lua;" .. package.path
local host = require("host")
local check, finish = host.checks()

local function read(path)
  local file = assert(io.open(path, "rb"))
  local bytes = file:read("a")
  file:close()
  return bytes
end

-- The code of each plugin, without its comments.
local code, all = {}, {}
for _, path in ipairs(host.files(root, "plugins/*/*.lua")) do
  local name = path:match("([^/]+)/[^/]+$")
  local bytes = ("\n" .. read(path)):gsub("%-%-[^\n]*", "")
  code[name] = (code[name] or "") .. bytes
  all[#all + 1] = bytes
end
all = table.concat(all)

-- The strings of some code: whole ones, and those that are parts of a key.
local function strings(source)
  local found = { whole = {}, first = {}, last = {} }
  for before, words, after in source:gmatch('(%.?%.?) ?"([^"\n]*)"()') do
    found.whole[words] = true
    if words:match("%w%.$") or words ~= "" and source:match("^ %.%.", after) then
      found.first[#found.first + 1] = words
    end
    if before == ".." and words ~= "" then
      found.last[#found.last + 1] = words
    end
  end
  return found
end

local function is_used(key, found)
  if found.whole[key] then
    return true
  end
  for _, words in ipairs(found.first) do
    if #words < #key and key:sub(1, #words) == words then
      return true
    end
    if words == "." and found.whole[key:match("^[^.]+")] then
      return true
    end
  end
  for _, words in ipairs(found.last) do
    if found.whole[key:sub(1, -#words - 1)] and key:sub(-#words) == words then
      return true
    end
  end
  return false
end

-- What facts:scoped("KEY", …) adds to a key is written in the plugin facts.
local scoped = strings(code.facts).last

for _, path in ipairs(host.files(root, "plugins/*/labels.en.json")) do
  local name = path:match("([^/]+)/[^/]+$")
  local found = strings(code[name])
  table.move(scoped, 1, #scoped, #found.last + 1, found.last)
  for key in pairs(host.json(path)) do
    check(name .. ": label " .. key .. " is used", is_used(key, found), true)
  end
end

for _, path in ipairs(host.files(root, "plugins/*/*.en.md")) do
  local name, key = path:match("([^/]+)/([^/]+)%.en%.md$")
  check(name .. ": prose " .. key .. " is used", code[name]:find('prose("' .. key .. '"', 1, true) ~= nil, true)
end

for name, source in pairs(code) do
  for method in source:gmatch("function api:([%w_]+)") do
    local uses = all:gsub("function api:", "function "):find(":" .. method .. "[%s({]")
    check(name .. ": api:" .. method .. " is used", uses ~= nil, true)
  end
end

finish()
