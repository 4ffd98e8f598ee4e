--- The benchmark's page without the cover and contents that its small variant has not.
return {
  name = "bench-small",
  summary = "The look of the benchmark on a single page",

  page = { paper = "a4", margins = { top = "22mm", bottom = "20mm", left = "20mm", right = "20mm" } },

  fonts = {
    serif = { "Noto Serif", "Noto Sans", "Noto Sans Math", "Noto Sans Symbols2" },
    sans = { "Noto Sans", "Noto Serif", "Noto Sans Math", "Noto Sans Symbols2" },
  },

  styles = {
    body = { font = "serif", size = 9, leading = 12, align = "justify", hyphenate = true, space_after = 4.5 },
    h1 = { font = "sans", size = 14, leading = 17, bold = true, align = "left", hyphenate = false, space_before = 14, space_after = 8 },
    caption = { font = "sans", size = 8.5, leading = 11, bold = true, align = "left", space_after = 4 },
    table_head = { font = "sans", size = 8.3, leading = 10.2, bold = true, align = "left" },
    table_cell = { bold = false },
    note = { font = "serif", size = 8, leading = 10, align = "left", hyphenate = true },
    header = { font = "sans", size = 8, leading = 10, colour = "muted", align = "left" },
  },

  header = { left = "{title}", right = "{section}", distance = 14 },
  footer = { left = "{as_of}", right = "{page_of}", distance = 20 },

  cover = { shown = false },
  heading = { numbered = true, number_gap = 8 },
  table = { pad_x = "1.6mm", pad_y = "1.5mm", row_rule = 0.4, zebra = true, head_filled = true, space_before = 9, space_after = 12 },
  note = { rule_length = 60, rule_width = 0.4, gap = 8, between = 2 },
}
