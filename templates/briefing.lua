--- The house look: Noto Serif for reading, Noto Sans for finding, one accent colour, on A4.
return {
  name = "briefing",
  summary = "A printed briefing: serif text, sans headings and tables, navy and one warm accent",

  page = { paper = "a4", margins = { top = "27mm", bottom = "27mm", left = "27mm", right = "27mm" } },

  -- The first family is the look; the others have the scripts it lacks, and are read only where they are needed.
  fonts = {
    serif = { "Noto Serif", "Noto Sans", "Noto Sans Math", { family = "Noto Naskh Arabic", scale = 1.2 }, "Noto Serif Hebrew",
              "Noto Serif Georgian", "Noto Serif Armenian", "Noto Serif Devanagari", "Noto Serif Thai", "Noto Sans Symbols2",
              { family = "Noto Serif CJK SC", optional = true } },
    sans = { "Noto Sans", "Noto Serif", "Noto Sans Math", { family = "Noto Sans Arabic", scale = 1.1 }, "Noto Sans Hebrew",
             "Noto Sans Georgian", "Noto Sans Armenian", "Noto Sans Devanagari", "Noto Sans Thai", "Noto Sans Symbols2",
             { family = "Noto Sans CJK SC", optional = true } },
  },

  colours = {
    ink = "#1b1f24", accent = "#17365d", highlight = "#b5651d", muted = "#56606c", rule = "#c5ccd4", tint = "#f1f4f7",
  },

  styles = {
    body = { font = "serif", size = 9.6, leading = 14, align = "justify", hyphenate = true, space_after = 7 },

    h1 = { font = "sans", size = 18, leading = 23, bold = true, colour = "accent", align = "left", hyphenate = false,
           space_before = 30, space_after = 11 },
    h2 = { size = 12.5, leading = 16.5, space_before = 20, space_after = 6 },
    h3 = { size = 10.2, leading = 14, space_before = 14, space_after = 4 },
    h4 = { size = 9.6, leading = 14, colour = "ink", space_before = 10, space_after = 3 },

    list = { font = "serif", size = 9.6, leading = 14, align = "left", hyphenate = true, space_after = 7 },
    quote = { font = "serif", size = 9.6, leading = 14, italic = true, align = "left", indent = 18, hang = true, space_before = 4,
              space_after = 11 },

    caption = { font = "sans", size = 8.4, leading = 11.5, bold = true, colour = "accent", align = "left", space_after = 4 },
    table_head = { font = "sans", size = 8, leading = 10.6, bold = true, colour = "accent", align = "left", tabular = true },
    table_cell = { bold = false, colour = "ink" },
    table_group = { colour = "muted", space_before = 2 },

    note = { font = "serif", size = 7.8, leading = 10.4, colour = "ink", align = "left", hyphenate = true },
    table_note = { font = "sans", size = 7.2, leading = 9.6, colour = "muted", space_before = 1.5 },
    source = { font = "serif", size = 8.4, leading = 11.6, align = "left", space_after = 3 },

    callout = { font = "sans", size = 9, leading = 13, align = "left", space_after = 4 },
    callout_title = { bold = true, colour = "accent", space_after = 3 },

    chart_label = { font = "sans", size = 7.4, leading = 9.4, colour = "muted", align = "left", tabular = true },

    credit = { leading = 9.8, space_before = 4, space_after = 0 },

    contents_title = { size = 18, leading = 23, space_after = 16 },
    contents_1 = { font = "sans", size = 9.8, leading = 13.4, bold = true, colour = "accent", align = "left", space_before = 6,
                   tabular = true },
    contents_2 = { size = 9, leading = 12.6, bold = false, colour = "ink", space_before = 0.6 },
    contents_3 = { size = 8.6, leading = 12, colour = "muted" },

    header = { font = "sans", size = 7.6, leading = 10, colour = "muted", align = "left", tabular = true },

    cover_kicker = { font = "sans", size = 9, leading = 12, bold = true, colour = "highlight", tracking = 0.08, align = "left" },
    cover_title = { font = "sans", size = 30, leading = 37, bold = true, colour = "accent", align = "left" },
    cover_subtitle = { size = 14, leading = 20, bold = false, colour = "muted", space_before = 10 },
    cover_line = { size = 10, leading = 15, colour = "ink" },

    term = { bold = true },
    quote_by = { font = "sans", size = 8.4, leading = 12, italic = false, colour = "muted", space_before = 3 },
    pull = { font = "sans", size = 14.5, leading = 20.5, italic = false, colour = "accent", align = "left", hyphenate = false,
             indent = 0 },
    fact_value = { font = "sans", size = 22, leading = 27, bold = true, colour = "accent", tabular = true, space_before = 0,
                   space_after = 0 },
    fact_label = { font = "sans", size = 8.2, leading = 11, colour = "muted", space_after = 0 },
    state = { font = "sans", size = 9.6, leading = 13, bold = true, colour = "ink", space_after = 0 },
    appendix = { size = 9.6, leading = 14, colour = "highlight", tracking = 0.04, space_before = 30, space_after = 2 },
    index = { size = 9, leading = 12.6, tabular = true, space_after = 1.4 },
    endnote = { space_after = 3 },
    colophon = { font = "sans", size = 8.2, leading = 11.4 },
    banner = { size = 8.4, leading = 11, bold = true, colour = "ink", tracking = 0.06, align = "center" },

    watermark = { font = "sans", size = 110, leading = 120, bold = true, colour = "#e9edf1", align = "center" },
  },

  header = { left = "{title}", right = "{section}", distance = 25, rule = 0.4 },
  footer = { left = "{as_of}", right = "{page_of}", distance = 34 },

  cover = { shown = true, title_top = "92mm", rule_width = 2.4, rule_length = "24mm", kicker = "{report}", band = "9mm" },
  contents = { shown = true, indent = 16, leaders = true },
  heading = { numbered = true, number_gap = 9 },

  table = { pad_x = 5, pad_y = 3.2, head_rule = 0.9, row_rule = 0.35, foot_rule = 0.9, zebra = false, space_before = 11,
            space_after = 14 },
  chart = { height = "54mm", space_before = 11, space_after = 14,
            palette = { "#17365d", "#d9822b", "#9fc0e0", "#5f7382", "#7a3b12", "#ead2a8" } },
  map = { sea = "#eaf0f5", land = "#d7d9d7", border = "#ffffff", coast = "#9aa8b5", scale = "#17365d" },
  picture = { align = "left" },
  callout = { pad = 10, bar = 3, space_before = 10, space_after = 13 },
  facts = { pad = 9, rule = 0.9, space_before = 12, space_after = 15 },
  pull = { rule = 1.4, indent = 0, space_before = 16, space_after = 18 },
  paragraph = { number_width = 26 },
  note = { rule_length = 60, rule_width = 0.4, gap = 12, between = 2 },
  list = { indent = 15, between = 3, bullets = { "•", "–", "·" } },
}
