--- Columns side by side, and text that flows through columns.
local function words(n)
  return ("In a column lines are short, and the eye finds the next one at once. "):rep(n)
end

return {
  name = "columns", version = "1.0.0", api = 1,
  summary = "Columns side by side, and balanced ones",

  build = function(_, doc)
    doc:heading("Side by side")
    doc:text(words(2))
    doc:columns {
      gap = 20, widths = { "2*", "1*" }, id = "pair",
      function()
        doc:heading("For", { level = 2 })
        doc:text(words(5) .. "^[A note from a column stands at the foot of the page.]")
        doc:list { "One reason", "Another reason, which takes more than one line of so narrow a column as this is" }
      end,
      function()
        doc:heading("Against", { level = 2 })
        doc:text(words(2))
        doc:callout { title = "Mind", text = "A box in a column.", tone = "warning" }
      end,
    }
    doc:text("What follows begins below the longest. " .. words(3))
    doc:columns { "Three *texts*, beside", "one another.", words(2) }
    doc:heading("Over a page", { level = 2 })
    doc:columns {
      function()
        for _ = 1, 7 do doc:text(words(4)) end
      end,
      function()
        doc:table { caption = "In a column", columns = { "Country", { title = "Year", align = "right" } },
                    rows = { { "Georgia", 1994 }, { "Moldova", 1994 }, { "Ukraine", 1994 } } }
        for _ = 1, 9 do doc:text(words(3)) end
      end,
    }
    doc:heading("Flowing")
    doc:balance {
      columns = 2,
      function()
        for i = 1, 3 do
          doc:heading("Part " .. i, { level = 2 })
          doc:text(words(9) .. "^[Note " .. i .. " of the flowing text.]")
          doc:text(words(4))
        end
      end,
    }
    doc:text("After it, over the whole width. " .. words(2))
    doc:balance { columns = 3, gap = 12, words(60) .. "\n\n" .. words(70) .. "\n\n" .. words(60) .. "\n\n" .. words(50) }
    doc:text("The end.")
  end,
}
