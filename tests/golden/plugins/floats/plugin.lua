--- Blocks that may move: each kind of place, and what keeps them in their chapter.
local function words(n)
  return ("What a briefing says it says in order, and a figure that would leave half a page empty may wait for the next one. "):rep(n)
end

local function chart(place, height, caption, id)
  return { kind = "bar", labels = { "2019", "2021", "2023" }, series = { { name = "Exercises", values = { 3, 5, 8 } } },
           alt = "A bar chart that grows from 3 to 8.", caption = caption, id = id, height = height, place = place }
end

return {
  name = "floats", version = "1.0.0", api = 1,
  summary = "Tables, figures and callouts that move",

  build = function(_, doc)
    doc:heading("Above and below")
    doc:text(words(6) .. "See [](#top-1) and [](#bottom-1).")
    doc:chart(chart("top", 120, "At the head of a page^[A note in a caption that moved.]", "top-1"))
    doc:text(words(8) .. "^[A note of the text beside it.]")
    doc:table { caption = "At the foot", id = "bottom-1", place = "bottom", columns = { "Country", { title = "Year", align = "right" } },
                rows = { { "Georgia", 1994 }, { "Moldova", 1994 } } }
    for _ = 1, 5 do
      doc:text(words(7))
    end
    doc:chart(chart("auto", 300, "Wherever it is best", "auto-1"))
    doc:text(words(9))
    doc:callout { title = "Set apart", text = "A callout that moves.", place = "auto" }
    doc:text(words(9))
    doc:heading("The next chapter")
    doc:text(words(5))
    doc:chart(chart("page", 320, "On a page of its own", "page-1"))
    doc:chart(chart("page", 120, "And another with it", "page-2"))
    doc:text(words(9))
    doc:table { caption = "Turned, and moved", place = "page", landscape = true, columns = { "Country", "What there is to say" },
                rows = { { "Ukraine", words(2) } } }
    doc:text(words(30))
    doc:text(words(12))
    doc:chart(chart("top", 100, "The last, before its chapter ends", "last"))
    doc:text("The end of the chapter.")
    doc:heading("One more")
    doc:text(words(3))
  end,
}
