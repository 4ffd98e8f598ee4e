--- What nobody should ask for: one extreme a request.
local function rows(n, text)
  local list = {}
  for i = 1, n do list[i] = { i, text } end
  return list
end

--- Lists in lists, as Markdown: depth levels.
local function nested(depth)
  local lines = {}
  for i = 1, depth do lines[i] = ("  "):rep(i - 1) .. "- level " .. i end
  return table.concat(lines, "\n")
end

local words = ("Many words in one place. "):rep(1200)
local word = ("unbreakable"):rep(60)

local extremes = {
  ["row-higher-than-page"] = function(doc) doc:table { columns = { "n", "text" }, rows = rows(2, words), caption = "Rows" } end,
  ["joined-rows-higher-than-page"] = function(doc)
    doc:table { columns = { "all", "text" }, rows = { { { text = "joined", rowspan = 200 }, "1" },
      table.unpack((function() local t = {} for i = 2, 200 do t[#t + 1] = { "row " .. i } end return t end)()) } }
  end,
  ["word-wider-than-column"] = function(doc)
    doc:text(word)
    doc:table { columns = { { title = "a", width = 30 }, { title = "b" } }, rows = { { word, word } } }
  end,
  ["heading-of-words"] = function(doc) doc:heading(words:sub(1, 9000), { level = 2 }) doc:text("after") end,
  ["lists-in-lists"] = function(doc) doc:text(nested(200)) end,
  ["lists-of-lists"] = function(doc)
    local list = { "deepest" }
    for _ = 1, 200 do list = { "item", list } end
    doc:list(list)
  end,
  ["note-longer-than-page"] = function(doc) doc:text("A mark.^[" .. words:rep(3) .. "] And more.") end,
  ["notes-on-a-page"] = function(doc)
    local parts = {}
    for i = 1, 10000 do parts[i] = "w^[note " .. i .. "]" end
    doc:text(table.concat(parts, " "))
  end,
  ["note-in-table"] = function(doc) doc:table { columns = { "a" }, rows = { { "x^[" .. words .. "]" } } } end,
  ["rows-without-end"] = function(doc) doc:table { columns = { "n", "text" }, rows = rows(100000, "row") } end,
  ["columns-without-end"] = function(doc)
    local columns, row = {}, {}
    for i = 1, 60 do columns[i], row[i] = "column " .. i, "value " .. i end
    doc:table { columns = columns, rows = { row, row }, caption = "Sixty" }
  end,
  ["box-in-narrow-column"] = function(doc)
    doc:columns { widths = { 60, "1*" }, function(d)
      d:chart { kind = "bar", labels = { word, "b" }, series = { { name = word, values = { 1, 2 } } }, alt = "x", title = word }
      d:table { columns = { "one", "two", "three", "four" }, rows = { { word, word, word, word } } }
      d:callout { title = word, text = word }
    end, "beside" }
  end,
  ["chart-of-points"] = function(doc)
    local labels, values = {}, {}
    for i = 1, 10000 do labels[i], values[i] = "label " .. i, i % 97 * 1e200 end
    doc:chart { kind = "line", labels = labels, series = { { name = "s", values = values } }, caption = "Points" }
  end,
  ["chart-higher-than-page"] = function(doc)
    doc:chart { kind = "bar", labels = { "a" }, series = { { name = "s", values = { 1 } } }, height = 2000, caption = words:sub(1, 2000) }
  end,
  ["bars-without-end"] = function(doc)
    local labels, series = {}, {}
    for i = 1, 40 do
      labels[i] = word .. i
      series[i] = { name = word .. i, values = {} }
      for k = 1, 40 do series[i].values[k] = (i * k) % 7 - 3 end
    end
    doc:chart { kind = "stacked", labels = labels, series = series, show_values = true, horizontal = true, caption = "Bars" }
  end,
  ["gantt-of-rows"] = function(doc)
    local list = {}
    for i = 1, 2000 do list[i] = { title = "row " .. i, from = "1990", to = "2000", label = word } end
    doc:gantt { rows = list, caption = "Rows" }
  end,
  ["timeline-of-one-day"] = function(doc)
    local events = {}
    for i = 1, 500 do events[i] = { at = "2000-01-01", text = "event " .. i } end
    doc:timeline { events = events, caption = "A day" }
  end,
  ["matrix-of-names"] = function(doc)
    local columns, row = {}, { word }
    for i = 1, 60 do columns[i], row[i + 1] = word, "x" end
    doc:matrix { columns = columns, rows = { row }, marks = { { key = "x", title = word } } }
  end,
  ["floats-without-end"] = function(doc)
    for i = 1, 300 do doc:callout { text = "float " .. i, place = "top" } end
    doc:text("The only line.")
  end,
  ["callout-longer-than-page"] = function(doc) doc:callout { title = word, text = words:rep(2), place = "page" } end,
  ["balance-of-everything"] = function(doc)
    doc:balance { columns = 6, function(d) d:text(words:rep(3) .. word) end }
  end,
  ["landscape-of-words"] = function(doc) doc:table { columns = { "a", "b" }, rows = rows(5, words), landscape = true } end,
  ["quotes-in-quotes"] = function(doc) doc:text((">"):rep(200) .. " deep") end,
  ["sections-of-nothing"] = function(doc) for i = 1, 2000 do doc:heading("Heading " .. i, { level = 2 }) end end,
  ["breaks-without-end"] = function(doc) for _ = 1, 5000 do doc:pagebreak() doc:text("x") end end,
}

return {
  name = "extremes", version = "1.0.0", api = 1,
  summary = "What nobody should ask for",
  params = { what = { type = "string", required = true, doc = "Which extreme" } },

  build = function(ctx, doc)
    doc:heading("Extremes")
    extremes[ctx.params.what](doc)
  end,
}
