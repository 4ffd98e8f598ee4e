--- An American office's report: US letter paper, serif headings numbered I, A, 1, a centred title page, burgundy and slate.
return {
  name = "letter", extends = "plain",
  summary = "US letter paper: serif headings numbered I, A, 1, filled table heads, a centred title page, burgundy and slate",

  page = { paper = "letter", margins = { top = "1in", bottom = "1in", left = "1.2in", right = "1.2in" } },

  colours = {
    ink = "#1d1d1f", accent = "#6d1f2f", highlight = "#3d5a73", muted = "#5c5c61", rule = "#c9c3bd", tint = "#f6f3ef",
  },

  styles = {
    body = { size = 10.2, leading = 15, space_after = 8 },

    h1 = { font = "serif", size = 16, leading = 21, bold = true, colour = "accent", space_before = 28, space_after = 9 },
    h2 = { font = "serif", size = 12.4, leading = 17, colour = "ink", space_before = 19, space_after = 5 },
    h3 = { font = "serif", size = 10.8, leading = 15, italic = true, bold = false, space_before = 13, space_after = 4 },
    h4 = { size = 10.2, leading = 15, bold = true, italic = false, space_after = 3 },

    list = { size = 10.2, leading = 15, space_after = 8 },
    quote = { size = 9.8, leading = 14.4, indent = 26, hang = false },
    quote_by = { size = 8.8, leading = 12.6 },
    pull = { font = "serif", size = 14, leading = 20, italic = true, colour = "highlight" },

    caption = { size = 8.6, leading = 11.8, colour = "highlight" },
    table_head = { size = 8.2, leading = 10.8, colour = "white" },
    table_cell = { colour = "ink" },
    table_group = { colour = "accent" },
    table_note = { size = 7.4, leading = 9.8 },

    note = { size = 8.2, leading = 11 },
    index = { size = 9.2, leading = 12.8 },

    callout = { font = "serif", size = 9.8, leading = 14 },
    callout_title = { font = "sans", size = 8.8, colour = "accent" },
    fact_value = { font = "serif", size = 24, leading = 29, bold = false, colour = "accent" },
    fact_label = { font = "sans", size = 8.2, leading = 11 },
    state = { colour = "ink" },
    appendix = { font = "sans", size = 8.8, leading = 12, bold = true, colour = "highlight", tracking = 0.1, space_before = 28, space_after = 3 },

    chart_label = { size = 7.6, leading = 9.6, colour = "muted" },

    contents_title = { size = 16, leading = 21, space_after = 12 },
    contents_1 = { font = "serif", size = 10.2, leading = 14, space_before = 6 },
    contents_2 = { font = "serif", size = 9.8, leading = 13.4, space_before = 0.8 },
    contents_3 = { italic = true, size = 9.4, leading = 12.8, colour = "muted" },

    header = { font = "serif", size = 8.2, leading = 10.6, italic = true },
    footer = { italic = false },
    banner = { font = "sans", size = 8.6, italic = false },

    cover_kicker = { size = 9, leading = 12, bold = true, colour = "highlight", tracking = 0.14, align = "center", space_after = 16 },
    cover_title = { font = "serif", size = 27, leading = 35, colour = "accent", align = "center" },
    cover_subtitle = { size = 14, leading = 20, italic = true, colour = "ink", space_before = 12 },
    cover_line = { size = 10, leading = 15.5, italic = false, colour = "muted" },

    watermark = { font = "serif", colour = "#efe9e3" },
  },

  header = { left = "{edition} · {title}", right = "{section}", distance = 26 },
  footer = { left = "{as_of}", center = "{page}", right = "", distance = 32, rule = 0 },

  cover = { block = false, title_top = "3.2in", rule_width = 1, rule_length = "1.6in" },
  contents = { shown = true, indent = 18 },
  changes = { bar = 1.4 },
  heading = { numbers = { "{1I}.", "{2A}.", "{3}." } },

  table = { pad_x = 6, pad_y = 3.6, head_filled = true, head_rule = 0, row_rule = 0, zebra = true, foot_rule = 0.8 },
  chart = { height = "2.1in", palette = { "#6d1f2f", "#7f9bb3", "#c7a25a", "#3d5a73", "#b9a9a0", "#9a5b66" } },
  map = { sea = "#eef2f5", land = "#dcd8d2", coast = "#9fa9b3", scale = "#6d1f2f" },
  callout = { pad = 11, bar = 2 },
  facts = { pad = 9, rule = 0.8 },
  pull = { rule = 0, indent = 30 },
  note = { rule_length = 144, gap = 12 },
  list = { bullets = { "▪", "–", "·" } },
  sources = { accessed = true },
}
