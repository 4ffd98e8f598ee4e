--- One page of facts: the look of the briefing, set small and close; the title at the head, no cover, contents or numbers.
return {
  name = "sheet", extends = "briefing",
  summary = "A sheet of facts on one page: the briefing's look, small, without a cover",

  page = { margins = { top = "16mm", bottom = "19mm", left = "19mm", right = "19mm" } },

  styles = {
    body = { size = 8.6, leading = 11.8, align = "left", space_after = 4 },
    list = { size = 8.6, leading = 11.8, space_after = 4 },

    h1 = { size = 10.2, leading = 13.2, space_before = 9, space_after = 3 },
    h2 = { size = 9.2, leading = 12.2, space_before = 7, space_after = 2 },

    caption = { size = 7.6, leading = 10, space_after = 2 },
    table_head = { size = 7.2, leading = 9.4 },
    credit = { leading = 8.4, space_before = 2 },
    source = { size = 6.8, leading = 8.6, space_after = 1 },
    fact_value = { size = 16, leading = 19 },
    fact_label = { size = 7.2, leading = 9.2 },
    chart_label = { size = 6.8, leading = 8.6 },
    header = { size = 7, leading = 9 },

    cover_title = { size = 17, leading = 21 },
    cover_subtitle = { size = 9.4, leading = 13, space_before = 2 },
    cover_line = { size = 8, leading = 11 },
  },

  header = { left = "", right = "", rule = 0 },
  footer = { left = "{edition} · {as_of}", distance = 24 },

  cover = { block = true, kicker = "", rule_width = 1.6 },
  contents = { shown = false },
  heading = { numbered = false },

  table = { pad_x = 4, pad_y = 2.2, space_before = 5, space_after = 6 },
  chart = { height = "42mm", space_before = 5, space_after = 6 },
  facts = { pad = 5, space_before = 5, space_after = 6 },
}
