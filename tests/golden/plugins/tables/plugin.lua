--- Tables of every kind.
return {
  name = "tables", version = "1.0.0", api = 1,
  summary = "A golden section of tables",

  build = function(_, doc)
    doc:heading("Widths and marks")
    doc:table {
      id = "tbl-auto", caption = "Widths found by the engine",
      columns = { { title = "Town", header = true }, { title = "Known for" }, { title = "Since", align = "right" },
                  { title = "Grain, t", align = "decimal" } },
      rows = {
        { "Alder", "Ropes, sails and *everything* that holds a ship together, sold in all seven towns", 1207, "12.5" },
        { "Birch", "Salt^[From the great pans.]", 1311, "1,204.25" },
        { group = "The far shore" },
        { id = "cedar", "Cedar", "Nothing yet", 1452, "7" },
        { total = true, "All", "", "", "1,223.75" },
      },
    }
    doc:text("[](#tbl-auto) is followed by one with widths of its own; [Cedar](#cedar) has a row.")
    doc:table {
      columns = { { title = "Percent", width = "30%" }, { title = "Points", width = 60 }, { title = "One share", width = "1*" },
                  { title = "Two shares", width = "2*", align = "center" } },
      rows = { { { text = "two rows", rowspan = 2 }, "a", "b", "c" }, { "d", { text = "two columns", colspan = 2 } },
               { "e", "f", "g", { text = "right", align = "right" } } },
    }
    doc:heading("Over several pages", { level = 2 })
    local rows = {}
    for i = 1, 70 do
      if i % 14 == 1 then rows[#rows + 1] = { group = "Book " .. (i // 14 + 1) } end
      rows[#rows + 1] = { "Entry " .. i, i % 5 == 0 and "A longer entry that needs more than one line of its column, now and then"
                          or "Short", i * 7 % 100 / 10 }
    end
    doc:table {
      id = "tbl-long", caption = "A ledger in five books",
      columns = { { title = "Entry", header = true, width = "22%" }, { title = "What it says" },
                  { title = "Weight", align = "decimal", width = "15%" } },
      rows = rows,
    }
  end,
}
