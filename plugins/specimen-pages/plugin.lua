--- What the engine makes of pages: blocks that move, columns, turned sheets, references to pages, long notes.

-- Days on which the first partners signed the framework document of the Partnership for Peace, by the alliance's own list.
local signed = {
  { "romania", 1994 }, { "ukraine", 1994 }, { "bulgaria", 1994 }, { "moldova", 1994 }, { "georgia", 1994 }, { "azerbaijan", 1994 },
  { "armenia", 1994 },
}

local function moving(doc, say)
  doc:heading(say("title"), { id = "pages" })
  doc:prose("intro")
  doc:heading(say("moving"), { id = "moving", level = 2 })
  doc:prose("moving")
  doc:chart { kind = "bar", labels = { "1994", "1995", "1996", "1997" }, series = { { name = say("joined"), values = { 23, 4, 1, 0 } } },
              show_values = true, caption = say("top"), alt = say("top.alt"), height = 110, place = "top", id = "fig-top" }
  doc:prose("order")
  local rows = {}
  for i, row in ipairs(signed) do
    rows[i] = { say(row[1]), row[2] }
  end
  doc:table { caption = say("bottom"), id = "tbl-bottom", place = "bottom", columns = { say("state"), { title = say("year"), align = "right" } },
              rows = rows }
  doc:prose("never")
  doc:callout { title = say("auto.title"), text = say("auto"), place = "auto", tone = "key", id = "box-auto" }
  doc:prose("search")
end

local function columns(doc, say)
  doc:heading(say("columns"), { id = "columns", level = 2 })
  doc:text(say("columns.intro"))
  doc:columns {
    id = "for-against",
    function()
      doc:heading(say("for"), { level = 3, numbered = false })
      doc:list { say("for.1"), say("for.2"), say("for.3") }
    end,
    function()
      doc:heading(say("against"), { level = 3, numbered = false })
      doc:list { say("against.1"), say("against.2") }
    end,
  }
  doc:text(say("columns.widths"))
  doc:columns {
    gap = 24, widths = { "3*", "2*" },
    function() doc:prose("beside") end,
    function()
      doc:chart { kind = "line", labels = { "1990", "2000", "2010", "2020" }, series = { { name = say("members"), values = { 16, 19, 28, 30 } } },
                  alt = say("members.alt"), caption = say("members.caption"), height = 90 }
    end,
  }
  doc:heading(say("balance"), { level = 3 })
  doc:balance { columns = 2, function() doc:prose("flowing") end }
  doc:text(say("balance.three"))
  doc:balance { columns = 3, gap = 14, say("balance.text") }
end

local function turned(doc, say)
  doc:heading(say("turned"), { id = "turned", level = 2 })
  doc:text(say("turned.intro"))
  doc:table {
    caption = say("turned.caption"), id = "tbl-turned", place = "page", landscape = true,
    columns = { { title = say("state"), header = true }, { title = say("col.1") }, { title = say("col.2") }, { title = say("col.3") }, { title = say("col.4") } },
    rows = {
      { say("ukraine"), say("ua.1"), say("ua.2"), say("ua.3"), say("ua.4") },
      { say("moldova"), say("md.1"), say("md.2"), say("md.3"), say("md.4") },
      { say("georgia"), say("ge.1"), say("ge.2"), say("ge.3"), say("ge.4") },
    },
  }
  doc:prose("refs")
end

return {
  name = "specimen-pages", version = "1.0.0", api = 1,
  summary = "A specimen of pages: floats, columns, turned sheets, references to pages",

  build = function(ctx, doc)
    local say = ctx.label
    moving(doc, say)
    columns(doc, say)
    turned(doc, say)
  end,
}
