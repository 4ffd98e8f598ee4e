--- The measures that the other systems were timed with: A4, serif 10 on 13.2 points, sans headings and tables.
return {
  name = "bench",
  summary = "The look of the benchmark, the same for every system that is measured",

  page = { paper = "a4", margins = { top = "22mm", bottom = "20mm", left = "20mm", right = "20mm" } },

  fonts = {
    serif = { "Noto Serif", "Noto Sans", "Noto Sans Math", "Noto Sans Symbols2" },
    sans = { "Noto Sans", "Noto Serif", "Noto Sans Math", "Noto Sans Symbols2" },
  },

  colours = { ink = "#111111", accent = "#1f3a5f", highlight = "#aa6526", muted = "#555555", rule = "#cbd2da", tint = "#f1f4f7" },

  styles = {
    body = { font = "serif", size = 9, leading = 12, align = "justify", hyphenate = true, space_after = 4.5 },
    h1 = { font = "sans", size = 14, leading = 17, bold = true, colour = "accent", align = "left", hyphenate = false,
           space_before = 14, space_after = 8 },
    list = { font = "serif", size = 9, leading = 12, align = "justify", hyphenate = true, space_after = 4.5 },
    caption = { font = "sans", size = 8.5, leading = 11, bold = true, align = "left", space_after = 4 },
    table_head = { font = "sans", size = 8.3, leading = 10.2, bold = true, align = "left" },
    table_cell = { bold = false },
    note = { font = "serif", size = 8, leading = 10, align = "left", hyphenate = true },
    chart_label = { font = "sans", size = 7, leading = 9, colour = "muted", align = "left" },
    contents_title = { size = 14, leading = 17, space_after = 10 },
    contents_1 = { font = "sans", size = 10, leading = 13.2, align = "left", space_before = 7 },
    header = { font = "sans", size = 8, leading = 10, colour = "muted", align = "left" },
    cover_title = { font = "sans", size = 30, leading = 37, bold = true, colour = "accent", align = "left" },
    cover_subtitle = { size = 13, leading = 18, bold = false, colour = "muted", space_before = 10 },
    cover_line = { size = 13, leading = 18 },
  },

  header = { left = "{title}", right = "{section}", distance = 14 },
  footer = { left = "{as_of}", right = "{page_of}", distance = 20 },

  cover = { shown = true, title_top = "92mm", rule_width = 2, rule_length = "60mm" },
  contents = { shown = true, indent = 16, leaders = true },
  heading = { numbered = true, number_gap = 8 },
  table = { pad_x = "1.6mm", pad_y = "1.5mm", row_rule = 0.4, zebra = true, head_filled = true, space_before = 9, space_after = 12 },
  chart = { height = "46mm", space_before = 9, space_after = 12 },
  note = { rule_length = 60, rule_width = 0.4, gap = 8, between = 2 },
  list = { indent = 14, between = 2 },
}
