--- The benchmark's content as a section: whatever the data set "content" holds, block by block.

local function inlines(runs)
  local out = {}
  for i, run in ipairs(runs) do
    local kind, words = run[1], text.escape(run[2])
    if kind == "b" then
      out[i] = "**" .. words .. "**"
    elseif kind == "i" then
      out[i] = "*" .. words .. "*"
    elseif kind == "fn" then
      out[i] = "^[" .. words .. "]"
    elseif kind == "ref" then
      out[i] = "[" .. words .. "](#" .. run[3] .. ")"
    else
      out[i] = words
    end
  end
  return table.concat(out)
end

local aligns = { l = "left", r = "right", c = "center" }

local blocks = {
  p = function(doc, block) doc:text(inlines(block.runs)) end,

  ul = function(doc, block)
    local items = {}
    for i, item in ipairs(block.items) do items[i] = text.escape(item) end
    doc:list(items)
  end,

  table = function(doc, block)
    local columns = {}
    for i, title in ipairs(block.head) do
      columns[i] = { title = title, align = aligns[block.align:sub(i, i)], width = block.widths[i] .. "%" }
    end
    doc:table { columns = columns, rows = block.rows, caption = block.caption, id = block.id }
  end,

  chart = function(doc, block)
    doc:chart {
      kind = block.kind, labels = block.labels, series = block.series, show_values = block.kind == "bar",
      caption = block.caption, id = block.id, alt = "Values by category: " .. block.caption,
    }
  end,
}

return {
  name = "briefing", version = "1.0.0", api = 1,
  summary = "The content of a benchmark, as it stands in its data",
  data = { content = "data/standard.json" },

  build = function(ctx, doc)
    local content = ctx.data.content
    if content.front then doc:contents { depth = 1 } end
    for _, section in ipairs(content.sections) do
      doc:heading(text.escape(section.title), { id = section.id })
      for _, block in ipairs(section.blocks) do blocks[block.type](doc, block) end
    end
  end,
}
