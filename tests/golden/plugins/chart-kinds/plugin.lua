--- Each kind of chart and each option once; no alt text, so that the engine's is seen.
local towns = { "Alder", "Birch", "Cedar", "Dogwood on the far shore" }
local two = { { name = "1994", values = { 12, 30, 7, 0 / 0 } }, { name = "2004", values = { 14, 11, 0, 40 } } }

return {
  name = "chart-kinds", version = "1.0.0", api = 1,
  summary = "A golden section of every kind of chart",

  build = function(_, doc)
    doc:heading("Bars")
    doc:chart { kind = "bar", horizontal = true, labels = towns, series = two, show_values = true, caption = "Lying", unit = "t", data = "annex" }
    doc:chart { kind = "stacked", labels = towns, series = two, show_values = true, caption = "Stacked", data = "below", height = 80 }
    doc:chart { kind = "percent", labels = towns, series = two, show_values = true, caption = "Shares", decimals = 1, height = 80 }
    doc:chart { kind = "bar", labels = { "Huge", "Small" }, series = { { name = "Bushels", values = { 100000, 3 } } }, height = 60 }
    doc:heading("Runs")
    doc:chart {
      kind = "line", x = "date", labels = { "2024-01-15", "2024-02-01", "2024-06-30", "2025-03-01" }, prefix = "$", caption = "Days",
      series = { { name = "Price", values = { 4, 6, 5.5, 9 } } }, show_values = true, min = 0, max = 12,
      marks = { { at = 8, label = "Ceiling" }, { from = "2024-03", to = "2024-05", axis = "x", label = "Frost" } },
      annotations = { { x = "2024-06-30", y = 5.5, text = "Harvest" } }, source = "The mill.", note = "Prices of the day.",
    }
    doc:chart {
      kind = "line", x = "date", labels = { "2023-Q1", "2023-Q2", "2023-Q3", "2023-Q4", "2024-Q1" }, scale = "log",
      series = { { name = "Mice", values = { 2, 40, 700, 9000, 12000 } }, { name = "Cats", values = { 2, 40, 700, 60, 50 } } }, caption = "Powers",
    }
    doc:chart { kind = "area", labels = { "2021", "2022", "2023" }, series = { { name = "Rye", values = { 5, 6, 8 } }, { name = "Oats", values = { 2, 3, 3 } } }, caption = "Areas" }
    doc:chart { kind = "slope", labels = { "Before", "After" }, series = { { name = "Rye", values = { 5, 9 } }, { name = "Oats", values = { 7, 3 } } }, caption = "Slopes", height = 70 }
    doc:heading("Points")
    doc:chart {
      kind = "scatter", caption = "Points", x_title = "Miles", y_title = "Bushels", x_scale = "log",
      series = { { name = "Farms", points = { { 1, 5, label = "Near", size = 4 }, { 30, 2, label = "Far", size = 9 }, { 200, 1 } } } },
    }
    doc:chart { kind = "dot", labels = towns, series = two, show_values = true, caption = "Dots" }
    doc:heading("Wholes")
    doc:chart { kind = "pie", labels = { "a", "b", "c", "d", "e", "f", "g", "h", "i" }, series = { { name = "Share", values = { 30, 20, 10, 9, 8, 7, 6, 5, 5 } } }, caption = "Pie", height = 90 }
    doc:chart { kind = "donut", labels = towns, series = { { name = "Share", values = { 3, 2, 1, 0 } } }, show_values = true, y_title = "farms", caption = "Ring", height = 90 }
    doc:heading("Many")
    doc:chart {
      kind = "line", labels = { "1", "2", "3" }, caption = "Multiples", data = "annex",
      multiples = {
        { title = "North", series = { { name = "Rye", values = { 1, 2, 3 } } } }, { title = "South", series = { { name = "Rye", values = { 3, 2, 1 } } } },
        { title = "West", series = { { name = "Rye", values = { 2, 2, 2 } } } }, { title = "East", series = { { name = "Rye", values = { 0, 4, 0 } } } },
      },
    }
    doc:chart { kind = "sparkline", labels = { "1", "2", "3" }, series = { { name = "Rye", values = { 1, 2, 3 } }, { name = "Oats", values = { 5, 4, 6 } } }, caption = "Sparks" }
  end,
}
