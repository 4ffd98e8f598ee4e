--- How differences between two editions are shown: grouped by section and block, of long texts what is different alone.

-- Words shown before and behind what changed in a text, and of one that is new or gone.
local AROUND, MOST = 5, 40

local function split(words)
  local list = {}
  for word in words:gmatch("%S+") do
    list[#list + 1] = word
  end
  return list
end

-- The words from one to another, with dots where more stand around them.
local function cut(list, from, to)
  local first, last = math.max(1, from - AROUND), math.min(#list, to + AROUND)
  local said = table.concat(list, " ", first, last)
  return (first > 1 and "… " or "") .. said .. (last < #list and " …" or "")
end

-- Of two texts what is different, with some words around it.
local function narrowed(before, after)
  if before == nil or after == nil then
    local list = split(before or after)
    local said = #list > MOST and table.concat(list, " ", 1, MOST) .. " …" or table.concat(list, " ")
    return before and said, after and said
  end
  local a, b = split(before), split(after)
  local head, tail = 0, 0
  while head < #a and head < #b and a[head + 1] == b[head + 1] do
    head = head + 1
  end
  while tail < #a - head and tail < #b - head and a[#a - tail] == b[#b - tail] do
    tail = tail + 1
  end
  return cut(a, head + 1, #a - tail), cut(b, head + 1, #b - tail)
end

local function joined(...)
  local parts = {}
  for _, part in ipairs { ... } do
    parts[#parts + 1] = part ~= "" and text.escape(part) or nil
  end
  return table.concat(parts, " › ")
end

-- The heading that a paragraph stands under, where it is not the section's own.
local function heading_of(c)
  local last, to = c.under or "", nil
  repeat
    last = last:sub((to or 0) + 1)
    to = select(2, last:find(" › ", 1, true))
  until to == nil
  return last ~= "" and last ~= c.section_title and text.escape(last) or nil
end

local function said(words)
  return words ~= nil and words ~= "" and text.escape(words) or "–"
end

return {
  name = "differing", version = "1.0.0", api = 1,
  summary = "How differences between two editions are shown",

  provide = function(ctx)
    local api = {}

    --- A table of differences, a list as ctx.changes has it, into doc: options are id, caption, and rows, how many are shown at
    --- most; how many more there are is said below it.
    function api:table(doc, list, options)
      local rows, shown = {}, math.min(#list, options.rows)
      for i = 1, shown do
        local c = list[i]
        local before, after = narrowed(c.before, c.after)
        if not c.follows then
          local where = joined(c.section_title or "", c.block or "")
          rows[#rows + 1] = { group = where ~= "" and where or ctx.label("sources") }
        end
        local place = joined(c.row or "", c.column or "")
        rows[#rows + 1] = { place ~= "" and place or heading_of(c) or ctx.label("how." .. c.how), said(before), said(after) }
      end
      doc:table {
        id = options.id, caption = options.caption,
        columns = {
          { title = ctx.label("column.where"), header = true, width = "2*" },
          { title = ctx.label("column.before"), width = "3*" },
          { title = ctx.label("column.after"), width = "3*" },
        },
        rows = rows,
      }
      if #list > shown then
        doc:text(ctx.label("more", { n = #list - shown }))
      end
    end

    return api
  end,
}
