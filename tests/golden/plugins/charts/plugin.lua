--- Bars and lines.
return {
  name = "charts", version = "1.0.0", api = 1,
  summary = "A golden section of charts",

  build = function(_, doc)
    doc:heading("Bars")
    doc:chart {
      kind = "bar", id = "fig-grain", caption = "Grain landed, by town", show_values = true, y_title = "Tonnes",
      labels = { "Alder", "Birch", "Cedar", "Dogwood on the far shore" },
      series = { { name = "1994", values = { 12.5, 1204, 7, 310 } }, { name = "2004", values = { 14, 1100, 0, 402.5 } } },
      alt = "Birch lands most, about 1,200 tonnes in both years; the others stay below 410.",
    }
    doc:text("[](#fig-grain) has two series, the next has one, below zero too.")
    doc:chart {
      kind = "bar", labels = { "North", "South" }, series = { { name = "Balance", values = { -3, 4 } } },
      alt = "North loses 3, South gains 4.", height = 90,
    }
    doc:heading("Lines")
    local labels, up, gaps = {}, {}, {}
    for i = 1, 24 do
      labels[i], up[i], gaps[i] = tostring(1999 + i), i * i / 10, i % 6 == 0 and 0 / 0 or 60 - i
    end
    doc:chart {
      kind = "line", caption = "A rise and a fall", x_title = "Year", y_title = "Index", labels = labels,
      series = { { name = "Rise", values = up }, { name = "Fall", values = gaps } },
      alt = "The rise passes the fall in 2019.",
    }
  end,
}
