--- A document of any blocks in any order, made from the request's seed: to find what the engine cannot set.
local random

local letters = { "e", "t", "a", "o", "i", "n", "s", "h", "r", "d", "l", "u", "c", "m", "f", "w", "p", "é", "ü", "fi", "ffl", "ж", "λ" }

--- One of list.
local function one(list) return list[random(1, #list)] end

--- True once in n times.
local function rarely(n) return random(1, n) == 1 end

local function word()
  local n = rarely(80) and random(20, 60) or random(1, 8)
  local parts = {}
  for i = 1, n do parts[i] = one(letters) end
  local made = table.concat(parts)
  if rarely(30) then return made .. "-" .. made end
  if rarely(40) then return tostring(random(1, 99999)) end
  if rarely(90) then return "https://example.org/" .. made .. "/" .. made .. "?q=" .. made end
  if rarely(12) then return made .. one { ",", ";", ".", "!", "?", " –", "…" } end
  return made
end

local function words(n, marks)
  local list = {}
  for i = 1, n do
    local w = word()
    -- An address takes stars at its end for a part of it, and behind a sign stars may close nothing.
    local may_stand_out = marks and not w:find("[%p ]") and not w:find("…", 1, true)
    if may_stand_out and rarely(20) then w = "*" .. w .. "*" elseif may_stand_out and rarely(20) then w = "**" .. w .. "**" end
    if marks and rarely(70) then w = w .. "^[" .. words(rarely(12) and random(60, 300) or random(1, 25)) .. "]" end
    list[i] = w
  end
  return table.concat(list, " ")
end

--- Words that Markdown takes for words, whatever they begin with.
local function text(n, marks) return "x" .. words(n, marks) end

local function items(depth)
  local list = { ordered = rarely(2) }
  for _ = 1, random(1, 7) do
    list[#list + 1] = text(rarely(4) and random(1, 70) or random(1, 12), true)
    if depth < 3 and rarely(5) then list[#list + 1] = items(depth + 1) end
  end
  return list
end

--- Where a block that may float stands; only right below a section.
local is_inner = false

local function place(options)
  if not is_inner then
    options.place = one { "here", "here", "here", "top", "bottom", "page", "auto" }
    options.landscape = options.place == "here" and rarely(12) or nil
  end
  return options
end

local blocks = {}

function blocks.text(doc) doc:text(text(random(1, 140), true)) end

function blocks.list(doc) doc:list(items(1)) end

function blocks.quote(doc) doc:quote(text(random(1, 60))) end

function blocks.callout(doc)
  doc:callout(place { title = rarely(2) and "A title" or nil, tone = one { "note", "key", "warning" },
                text = text(rarely(5) and 300 or random(1, 50), true) })
end

--- A cell of a column; what it may hold beside words and numbers is told from its kind.
local function cell()
  if rarely(4) then return random(-9999, 99999) / 10 end
  local words = text(random(1, rarely(9) and 40 or 5), rarely(4))
  if rarely(12) then return { blocks = words .. "\n\n- " .. text(3) .. "\n- " .. text(random(1, 20), true) .. "\n\n" .. text(2) } end
  if rarely(8) then return { text = words, tone = one { "good", "bad", "key", "muted" }, valign = one { "top", "middle", "bottom" } } end
  if rarely(20) then return { sparkline = { 1, random(1, 9), false, 3 } } end
  if rarely(20) then return { text = words, bar = random(0, 100) / 100 } end
  return words
end

blocks["table"] = function(doc)
  local columns, rows, count = {}, {}, random(1, 6)
  for i = 1, count do
    columns[i] = { title = text(random(1, 3)), align = one { "left", "right", "center", "decimal" },
                   width = one { "auto", "auto", "1*", "auto" }, header = i == 1 }
  end
  if count > 2 and rarely(4) then
    local last = table.remove(columns)
    columns[#columns] = { title = text(2), columns = { columns[#columns], last } }
  end
  local n, covered = rarely(5) and random(10, 90) or random(1, 9), nil
  for r = 1, n do
    local row, was = { level = rarely(5) and 2 or nil }, covered
    covered = nil
    if r > 1 and not was and rarely(9) then
      row.group = text(random(1, 4))
    else
      for i = 1, count do
        if i ~= was then row[#row + 1] = cell() end
      end
      if count > 1 and not was and r < n and rarely(15) then
        covered = random(1, count)
        row[covered] = { text = text(random(1, 30)), rowspan = 2 }
      end
    end
    rows[r] = row
  end
  local foot = {}
  for i = 1, count do foot[i] = random(1, 9) end
  local has_foot = rarely(4)
  doc:table(place { columns = columns, rows = rows, caption = rarely(3) and text(random(1, 20), true) or nil,
                    foot = has_foot and { foot } or nil, foot_repeat = has_foot and rarely(2) or nil, zebra = rarely(3), heat = rarely(9) or nil,
                    notes = rarely(4) and { text(random(1, 40)) } or nil, source = rarely(3) and text(random(1, 20)) or nil })
end

local function series(n, count, low)
  local list = {}
  for s = 1, count do
    local values = {}
    for i = 1, n do values[i] = rarely(9) and 0 / 0 or random(low, 200) * (rarely(15) and 1000 or 1) end
    list[s] = { name = words(random(1, 2)), values = values }
  end
  return list
end

function blocks.chart(doc)
  local kind = one { "bar", "bar", "line", "line", "stacked", "percent", "area", "slope", "dot", "scatter", "pie", "donut", "sparkline" }
  local chart = place { kind = kind, caption = text(random(1, 20), true), source = rarely(3) and text(random(1, 20)) or nil,
                        title = rarely(3) and words(4) or nil, data = one { "none", "none", "below", "annex" } }
  if kind == "scatter" then
    chart.series = {}
    for s = 1, random(1, 3) do
      local points = {}
      for i = 1, random(1, 20) do points[i] = { random(-50, 500), random(0, 90), label = rarely(4) and words(1) or nil } end
      chart.series[s] = { name = words(random(1, 2)), points = points }
    end
  else
    local is_pie, low = kind == "pie" or kind == "donut", (kind == "bar" or kind == "line" or kind == "dot") and -20 or 0
    chart.labels = {}
    for i = 1, random(2, is_pie and 7 or 12) do chart.labels[i] = words(random(1, 3)) end
    chart.horizontal = (kind == "bar" or kind == "stacked" or kind == "percent") and rarely(3) or nil
    chart.show_values = rarely(2) and not is_pie or nil
    if rarely(8) and (kind == "bar" or kind == "line") then
      chart.multiples = {}
      for i = 1, random(2, 5) do chart.multiples[i] = { title = words(2), series = series(#chart.labels, 1, 0) } end
      for i = 2, #chart.multiples do chart.multiples[i].series[1].name = chart.multiples[1].series[1].name end
    else
      chart.series = series(#chart.labels, is_pie and 1 or random(1, 4), low)
    end
  end
  doc:chart(chart)
end

--- A picture; or an ornament, which is small and says nothing.
function blocks.figure(doc)
  if rarely(6) then
    return doc:figure(place { image = "divider.svg", decorative = true, align = one { "left", "right", "center" } })
  end
  local figure = place { image = one { "wide.png", "glass.png", "tall.png", "turned.jpg", "divider.svg" },
                         align = one { "left", "right", "center" }, source = rarely(3) and text(random(1, 30), true) or nil,
                         note = rarely(4) and text(random(1, 12), true) or nil }
  figure.width = one { nil, "30%", "100%", random(5, 900) }
  figure.height = rarely(3) and random(5, 1500) or nil
  figure.alt = text(random(1, 12))
  figure.caption = not rarely(4) and text(random(1, 20), true) or nil
  doc:figure(figure)
end

local function day() return ("%04d-%02d-%02d"):format(random(1985, 2026), random(1, 12), random(1, 28)) end

local categories = { { key = "a", title = "The first kind" }, { key = "b", title = "The second" }, { key = "c", title = "The third" } }

--- Blocks inside others: few, of few words.
local function inner(doc)
  is_inner = true
  for _ = 1, random(1, 3) do blocks[one { "text", "list", "quote", "callout", "table", "chart", "chronology", "figure" }](doc) end
  is_inner = false
end

function blocks.columns(doc)
  if is_inner then return blocks.text(doc) end
  doc:columns { gap = random(8, 30), inner, inner, rarely(3) and inner or nil }
end

function blocks.balance(doc)
  if is_inner then return blocks.text(doc) end
  doc:balance { columns = random(2, 3), function(d)
    is_inner = true
    for _ = 1, random(1, 5) do blocks[one { "text", "text", "list" }](d) end
    is_inner = false
  end }
end

local codes = { "UKR", "GEO", "MDA", "SRB", "CHE", "AUT", "IRL", "MLT", "JPN", "AUS", "KAZ", "EGY", "JOR", "SWE", "FIN", "NOR", "TUR" }

function blocks.map(doc)
  local values = {}
  for _ = 1, random(1, 12) do values[one(codes)] = one { "a", "b", "c" } end
  doc:map(place { area = one { "world", "europe", "black-sea" }, values = values, categories = categories, caption = text(random(1, 9)) })
end

function blocks.references(doc)
  doc:text("x [](#here){page}, " .. text(random(1, 40), true) .. " [" .. ("two words"):rep(random(1, 3), " ") .. "](#here){on-page} and [" .. words(1) .. "]{.sc}")
end

function blocks.gantt(doc)
  local rows = {}
  for i = 1, rarely(12) and random(60, 120) or random(1, 14) do
    local spans = {}
    for k = 1, random(1, 3) do
      local from, to = day(), day()
      if from > to then from, to = to, from end
      local has_to = from ~= to and not rarely(5)
      spans[k] = rarely(5) and { at = from, label = words(1) }
        or { from = not (has_to and rarely(9)) and from or nil, to = has_to and to or nil, label = rarely(2) and words(1) or nil,
             category = one { "a", "b", "c" }, approx = rarely(4) }
    end
    rows[i] = { title = words(random(1, 4)), group = rarely(7) and words(2) or nil, spans = spans }
  end
  doc:gantt(place { rows = rows, categories = categories, caption = text(random(1, 12)), title = rarely(2) and words(3) or nil,
                    marks = rarely(3) and { { at = day(), label = words(2) } } or nil })
end

function blocks.timeline(doc)
  local events = {}
  for i = 1, random(1, 16) do
    events[i] = { at = day(), text = words(random(1, 6)), category = one { "a", "b", "c" }, key = rarely(3) }
  end
  doc:timeline(place { events = events, categories = categories, caption = text(random(1, 12)) })
end

function blocks.chronology(doc)
  local events = {}
  for i = 1, random(1, 9) do events[i] = { at = day(), text = text(random(1, 40), true), key = rarely(4) } end
  doc:chronology { events = events }
end

function blocks.matrix(doc)
  local columns, rows = {}, {}
  for i = 1, random(1, 14) do columns[i] = words(random(1, 3)) end
  for r = 1, rarely(6) and random(30, 60) or random(1, 12) do
    local row = { words(random(1, 4)), group = rarely(6) and words(2) or nil }
    for i = 1, #columns do row[i + 1] = one { "a", "b", "c", "", "" } end
    rows[r] = row
  end
  doc:matrix { columns = columns, rows = rows, marks = categories, caption = rarely(2) and text(random(1, 12)) or nil }
end

function blocks.pagebreak(doc)
  if rarely(4) then
    doc:pagebreak()
    doc:text(text(random(1, 40)))
  end
end

local kinds = { "text", "text", "text", "text", "text", "text", "list", "list", "quote", "callout", "table", "table", "chart", "figure", "pagebreak",
                "gantt", "timeline", "chronology", "matrix", "map", "columns", "balance", "references" }

return {
  name = "random", version = "1.0.0", api = 1,
  summary = "A section made at random",

  build = function(ctx, doc)
    random = ctx.random
    local level = 1
    doc:heading(text(random(1, 8)), { id = "here" })
    for i = 1, random(1, 24) do
      if rarely(5) then
        level = random(1, math.min(level + 1, 4))
        doc:heading(text(random(1, 10)), { level = level })
        blocks.text(doc)
      end
      local kind = one(kinds)
      -- A heading that its author parted from what follows is not the engine's.
      blocks[i == 1 and kind == "pagebreak" and "text" or kind](doc)
    end
  end,
}
