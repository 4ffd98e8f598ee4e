--- How differences between two editions are shown: grouped by section and block, of long texts what is different alone.

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

-- lang: another than the page's, or nil.
local function in_language(words, lang)
  return lang and ("[%s]{lang=%s}"):format(words, lang) or words
end

local function said(words, lang)
  return words ~= nil and words ~= "" and in_language(text.escape(words), lang) or "–"
end

return {
  name = "differing", version = "1.0.0", api = 1,
  summary = "How differences between two editions are shown",

  provide = function(ctx)
    local api = {}

    --- A table of differences, a list as ctx.changes has it (with lang, the language of one that is told in another), into doc: options are id, caption, and rows, how many are shown at
    --- most; how many more there are is said below it.
    function api:table(doc, list, options)
      local rows, shown = {}, math.min(#list, options.rows)
      for i = 1, shown do
        local c = list[i]
        if not c.follows then
          local where = joined(c.section_title or "", c.block or "")
          rows[#rows + 1] = { group = where ~= "" and in_language(where, c.lang) or ctx.label("sources") }
        end
        local place = joined(c.row or "", c.column or "")
        place = place ~= "" and place or heading_of(c)
        rows[#rows + 1] = {
          place and in_language(place, c.lang) or ctx.label("how." .. c.how), said(c.was, c.lang), said(c.is, c.lang),
        }
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
