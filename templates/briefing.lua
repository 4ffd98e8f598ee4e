--- The house look: Noto Serif for reading, Noto Sans for finding, one accent colour, on A4.
return {
  name = "briefing", extends = "plain",
  summary = "A printed briefing: serif text, sans headings and tables, navy and one warm accent",

  page = { margins = { top = "27mm", bottom = "27mm", left = "27mm", right = "27mm" } },

  colours = {
    ink = "#1b1f24", accent = "#17365d", highlight = "#b0621c", muted = "#56606c", rule = "#c5ccd4", tint = "#f1f4f7",
  },

  styles = {
    body = { size = 9.6, leading = 14, align = "justify", space_after = 7 },

    h1 = { size = 18, leading = 23, colour = "accent", space_before = 30, space_after = 11 },
    h2 = { size = 12.5, leading = 16.5, space_before = 20, space_after = 6 },
    h3 = { size = 10.2, leading = 14, space_before = 14, space_after = 4 },
    h4 = { size = 9.6, leading = 14, bold = true, italic = false, colour = "ink", space_after = 3 },

    list = { size = 9.6, leading = 14, space_after = 7 },
    quote = { size = 9.6, leading = 14, italic = true, indent = 18 },
    quote_by = { size = 8.4, leading = 12, italic = false },
    pull = { size = 14.5, leading = 20.5, italic = false, colour = "accent" },

    caption = { size = 8.4, leading = 11.5, colour = "accent" },
    table_head = { size = 8, leading = 10.6, colour = "accent" },
    table_cell = { colour = "ink" },
    table_group = { colour = "muted" },
    table_note = { size = 7.2, leading = 9.6 },
    credit = { leading = 9.8 },

    note = { size = 7.8, leading = 10.4, colour = "ink" },
    source = { size = 8.4, leading = 11.6 },
    index = { size = 9, leading = 12.6 },
    colophon = { size = 8.2, leading = 11.4 },

    callout = { size = 9, leading = 13 },
    callout_title = { colour = "accent" },
    fact_value = { size = 22, leading = 27, colour = "accent" },
    fact_label = { size = 8.2, leading = 11 },
    state = { colour = "ink" },
    appendix = { bold = true, colour = "highlight", tracking = 0.04, space_before = 30, space_after = 2 },

    chart_label = { size = 7.4, leading = 9.4, colour = "muted" },

    contents_title = { size = 18, leading = 23, space_after = 16 },
    contents_1 = { size = 9.8, colour = "accent", space_before = 6 },
    contents_2 = { size = 9, leading = 12.6, colour = "ink", space_before = 1.6 },
    contents_3 = { size = 8.6, leading = 12, colour = "muted" },

    header = { size = 7.6 },
    banner = { size = 8.4 },

    cover_kicker = { bold = true, colour = "highlight", tracking = 0.08, space_after = 7 },
    cover_title = { size = 30, leading = 37, colour = "accent" },
    cover_subtitle = { size = 14, leading = 20, colour = "muted", space_before = 10 },
    cover_line = { size = 10, leading = 15, colour = "ink" },

    watermark = { colour = "#e9edf1" },
  },

  header = { left = "{edition} · {title}", right = "{section}", distance = 25, rule = 0.4 },
  footer = { distance = 34, rule = 0 },

  cover = { block = false, title_top = "92mm", rule_width = 2.4, rule_length = "24mm", band = "9mm" },
  contents = { shown = true, indent = 16 },
  changes = { bar = 1.4 },
  heading = { number_gap = 9 },
  bilingual = { left = "20mm", right = "20mm", gap = "8mm" },

  table = { pad_y = 3.2, head_rule = 0.9, row_rule = 0.35, foot_rule = 0.9, space_before = 11, space_after = 14 },
  chart = { height = "54mm", space_before = 11, space_after = 14,
            palette = { "#17365d", "#d9822b", "#9fc0e0", "#5f7382", "#7a3b12", "#ead2a8" } },
  map = { sea = "#eaf0f5", land = "#d7d9d7", coast = "#9aa8b5", scale = "#17365d" },
  callout = { pad = 10, bar = 3, space_after = 13 },
  facts = { pad = 9, rule = 0.9, space_before = 12, space_after = 15 },
  pull = { rule = 1.4, space_before = 16, space_after = 18 },
  paragraph = { number_width = 26 },
  note = { gap = 12 },
  list = { indent = 15 },
}
