--- What cells hold and how they look: numbers, blocks, tones, drawings, shades; widths between bounds.
return {
  name = "tables-cells", version = "1.0.0", api = 1,
  summary = "A golden section of the cells of tables",

  build = function(_, doc)
    doc:heading("Cells")
    doc:table {
      columns = { { title = "What", header = true, nowrap = true, max = 40 }, { title = "Number", align = "decimal", format = { decimals = 1, unit = "%" } },
                  { title = "Signed", align = "decimal", format = { sign = true, decimals = 0, grouping = false } }, { title = "Plain", align = "right" },
                  { title = "Words", min = 120, max = 140, valign = "bottom" } },
      rows = {
        { "A long name for it", 12.34, 12345, 1994, "few" },
        { "B", -3, -12345, 12345, "as many as need more than the one line that the column is allowed to have" },
        { "C", "–", 0, 0.5, { text = "middle", valign = "middle" } },
        { "D", { text = 7, format = { decimals = 3, unit = "t" } }, "-5", "n/a", { text = 12.5, note = "n" } },
      },
      notes = { n = "By option." },
    }
    doc:table {
      columns = { "Blocks", { title = "Tones", align = "center" }, { title = "Drawn" }, { title = "Bar", align = "decimal" } },
      rows = {
        { { blocks = "Words^[With a note.]\n\n1. one\n2. two\n\n    - below two\n\n> said\n\nThe end[^k]" }, { text = "good", tone = "good" },
          { sparkline = { 1, 3, 2, false, 5 } }, { text = 40, bar = 0.4 } },
        { { text = "Two rows", rowspan = 2, tone = "key" }, { text = "bad", tone = "bad" }, { sparkline = { 4 }, alt = "One value" }, { bar = 0.125 } },
        { { text = "muted", tone = "muted" }, { sparkline = { 1, 2 }, text = "up" }, { bar = 1, alt = "All of it" } },
      },
      notes = { k = "Under the table." },
    }
    doc:table {
      caption = "Shades", heat = { low = 0, high = 100, columns = { 2, 3 } },
      columns = { { title = "Town", header = true }, "First", { title = "Second", align = "right" }, "Not measured" },
      rows = { { "Alder", 0, 100, 50 }, { "Birch", { text = "half", value = 50 }, 120, 50 }, { total = true, "All", 50, 110, 50 } },
    }
    doc:table { heat = true, columns = { { title = "Town", header = true }, "Only" }, rows = { { "Alder", 3 } } }
  end,
}
