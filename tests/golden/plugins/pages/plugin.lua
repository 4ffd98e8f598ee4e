--- Pages on their side, and what follows them.
return {
  name = "pages", version = "1.0.0", api = 1,
  summary = "Sheets of another geometry",

  build = function(_, doc)
    doc:heading("An upright page")
    doc:text("Words that stand before the table, with a note.^[The note of an upright page.]")
    doc:text("A table stands [](#wide){on-page}, see [](#wide){page}; and [the end](#end){page}, or [the end](#end){on-page}.")
    doc:heading("Turned", { level = 2 })
    doc:table {
      caption = "A wide table, on a page turned on its side", id = "wide", landscape = true,
      columns = { "Country", { title = "One", align = "right" }, { title = "Two", align = "right" }, { title = "What is to be said of it" } },
      rows = { { "Georgia", 12, 30, "Much, and so much that it needs the width of the sheet^[A note of a turned page, as wide as that is.]" },
               { "Moldova", 7, 1, "Little" } },
    }
    doc:callout { title = "On the same page", text = "What is turned too goes on where the table ended.", landscape = true }
    doc:text("Upright again.")
    doc:pagebreak()
    doc:heading("The end", { id = "end", level = 2 })
    doc:list { { id = "point", text = "A point [](#point){on-page}" }, "and what stood in [](#wide), [](#wide){page}" }
  end,
}
