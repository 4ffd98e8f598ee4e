--- Tables' heads in several rows, groups in levels, feet, notes under them, parts.
return {
  name = "tables-heads", version = "1.0.0", api = 1,
  summary = "A golden section of what stands round the cells of a table",

  build = function(_, doc)
    doc:heading("Heads")
    doc:note("foot", "A note at the foot of the page.")
    doc:table {
      id = "tbl-groups", caption = "Harvests of the seven towns[^whole], from both shores[^foot]",
      head = { { "", { text = "From the ledgers", colspan = 5 } } },
      columns = { { title = "Town", header = true },
                  { title = "Grain", columns = { { title = "Wheat", align = "decimal" }, { title = "Rye[^rye]", align = "decimal" } } },
                  { title = "Wood", columns = { { title = "Sort" }, { title = "Carts", columns = { { title = "Full", align = "right" },
                                                                                                { title = "Half", align = "right" } } } } } },
      rows = {
        { group = "Near shore" },
        { group = "Hills", level = 2 },
        { level = 3, id = "alder", "Alder", 12.5, 3, "Oak", 14, 2 },
        { level = 3, "Birch", 1204.25, "n/a", { text = "none was cut", colspan = 3 } },
        { group = "Far shore" },
        { level = 2, { text = "Cedar", rowspan = 2 }, 7, -0.5, "Ash", 3, 1 },
        { 8, "3–5[^rye]", "Elm", 2, 0 },
      },
      foot = { { total = true, "All", 1231.75, 2.5, "", 19, 3 }, { "The year before", 1100, 2, "", 20, 1 } },
      notes = { rye = "Measured *after* threshing.", whole = "As they were then.", "Carts are those of the guild." },
      source = "Ledgers of the harbour office",
    }
    doc:text("[Alder](#alder) had a good year, as [](#tbl-groups) shows.")
    local columns, row = { { title = "Town", header = true }, { title = "Sum", align = "decimal" } }, { "Dogwood", 100 }
    for i = 1, 8 do
      columns[#columns + 1] = { title = "Decade " .. i, columns = { { title = "Beginning", align = "right" }, { title = "Ending", align = "right" } } }
      row[#row + 1] = i * 1000
      row[#row + 1] = i * 1000 + 500
    end
    doc:table { id = "tbl-wide", caption = "Many decades^[Of the old count.]", columns = columns, rows = { row, { group = "Nobody" } }, repeat_stub = 2 }
    doc:table { caption = "On its side", columns = columns, rows = { row }, landscape = "auto" }
    local rows = {}
    for i = 1, 60 do
      if i % 20 == 1 then rows[#rows + 1] = { group = "Book " .. (i // 20 + 1) } end
      rows[#rows + 1] = { level = 2, "Entry " .. i, i }
    end
    doc:table { caption = "A foot on every page", columns = { { title = "Entry", width = "1*" }, { title = "Number", align = "right", width = 80 } },
                rows = rows, foot = { { total = true, "Entries", 60 } }, foot_repeat = true, zebra = true }
  end,
}
