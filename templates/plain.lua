--- Sober, black and white, for memos and office printers: no cover, a title block on the first page, sans headings.
return {
  name = "plain",
  summary = "A memo: black on white, the title at the head of the first page, no cover",

  page = { paper = "a4", margins = { top = "24mm", bottom = "24mm", left = "30mm", right = "30mm" } },

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
    ink = "#000000", accent = "#000000", highlight = "#000000", muted = "#4a4a4a", rule = "#9a9a9a", tint = "#f2f2f2",
  },

  styles = {
    body = { font = "serif", size = 10, leading = 14.5, align = "left", hyphenate = true, space_after = 7.5 },

    h1 = { font = "sans", size = 13.5, leading = 18, bold = true, align = "left", hyphenate = false,
           space_before = 24, space_after = 7 },
    h2 = { size = 11, leading = 15, space_before = 16, space_after = 5 },
    h3 = { size = 10, leading = 14.5, space_before = 12, space_after = 3 },
    h4 = { bold = false, italic = true, space_before = 10 },

    list = { font = "serif", size = 10, leading = 14.5, align = "left", hyphenate = true, space_after = 7.5 },
    term = { bold = true },
    quote = { font = "serif", size = 10, leading = 14.5, align = "left", indent = 22, hang = true, space_before = 4, space_after = 11 },
    quote_by = { font = "sans", size = 8.6, leading = 12.4, colour = "muted", space_before = 3 },
    pull = { font = "sans", size = 13, leading = 18.5, align = "left", hyphenate = false, indent = 0 },

    caption = { font = "sans", size = 8.8, leading = 12, bold = true, align = "left", space_after = 4 },
    table_head = { font = "sans", size = 8.4, leading = 11.2, bold = true, align = "left", tabular = true },
    table_cell = { bold = false },
    table_group = { space_before = 2 },
    table_note = { font = "sans", size = 7.6, leading = 10, colour = "muted", space_before = 1.5 },
    credit = { leading = 10, space_before = 4, space_after = 0 },

    note = { font = "serif", size = 8.2, leading = 11, align = "left", hyphenate = true },
    source = { font = "serif", size = 8.8, leading = 12.2, align = "left", space_after = 3 },
    endnote = { space_after = 3 },
    index = { size = 9.4, leading = 13.2, tabular = true, space_after = 1.4 },
    colophon = { font = "sans", size = 8.4, leading = 11.8 },

    callout = { font = "sans", size = 9.2, leading = 13.2, align = "left", space_after = 4 },
    callout_title = { bold = true, space_after = 3 },
    fact_value = { font = "sans", size = 20, leading = 25, bold = true, tabular = true, space_before = 0, space_after = 0 },
    fact_label = { font = "sans", size = 8.4, leading = 11.4, colour = "muted", space_after = 0 },
    state = { font = "sans", size = 9.6, leading = 13, bold = true, space_after = 0 },
    appendix = { size = 9.6, leading = 14, bold = false, space_before = 24, space_after = 0 },

    chart_label = { font = "sans", size = 7.6, leading = 9.6, colour = "ink", align = "left", tabular = true },

    contents_title = { size = 13.5, leading = 18, space_after = 8 },
    contents_1 = { font = "sans", size = 9.6, leading = 13.4, bold = true, align = "left", space_before = 4, space_after = 0, tabular = true },
    contents_2 = { size = 9.2, leading = 12.8, bold = false, space_before = 0.4 },
    contents_3 = { size = 8.8, leading = 12.2 },

    header = { font = "sans", size = 7.8, leading = 10, colour = "muted", align = "left", tabular = true },
    banner = { size = 8.6, leading = 11, bold = true, colour = "ink", tracking = 0.06, align = "center" },

    cover_kicker = { font = "sans", size = 9, leading = 12, bold = false, align = "left", space_after = 3 },
    cover_title = { font = "sans", size = 20, leading = 25, bold = true, align = "left" },
    cover_subtitle = { size = 11.5, leading = 16, bold = false, space_before = 2 },
    cover_line = { size = 8.8, leading = 12.6, colour = "muted" },

    watermark = { font = "sans", size = 110, leading = 120, bold = true, colour = "#ececec", align = "center" },
  },

  header = { right = "{edition} · {title}", distance = 22 },
  footer = { left = "{as_of}", right = "{page_of}", distance = 32, rule = 0.4 },

  cover = { shown = true, block = true, kicker = "{report}", rule_width = 0.8 },
  contents = { shown = false, indent = 14, leaders = true },
  heading = { numbered = true, number_gap = 8 },

  table = { pad_x = 5, pad_y = 3, head_rule = 0.8, row_rule = 0.3, foot_rule = 0.8, zebra = false, space_before = 10,
            space_after = 13 },
  chart = { moves = true, height = "52mm", space_before = 10, space_after = 13,
            palette = { "#1a1a1a", "#8c8c8c", "#4d4d4d", "#bdbdbd", "#6b6b6b", "#d9d9d9" } },
  map = { sea = "#f2f4f6", land = "#d9d9d9", border = "#ffffff", coast = "#8c8c8c" },
  callout = { pad = 9, bar = 2, space_before = 10, space_after = 12 },
  facts = { pad = 8, rule = 0.6, space_before = 11, space_after = 13 },
  pull = { rule = 0.6, indent = 0, space_before = 14, space_after = 16 },
  paragraph = { number_width = 28 },
  note = { rule_length = 60, rule_width = 0.4, gap = 11, between = 2 },
  list = { indent = 16, between = 3, bullets = { "•", "–", "·" } },
  bilingual = { left = "22mm", right = "22mm", gap = "7mm", italic = true, scale = 0.94 },
}
