--- A periodical of a few pages: the look of the briefing, with the title, the edition and the period at the head of the first page.
return {
  name = "bulletin", extends = "briefing",
  summary = "A periodical of a few pages: the briefing's look, the title at the head of the first page, no cover or contents",

  styles = {
    h1 = { size = 14, leading = 18, space_before = 20, space_after = 6 },
    h2 = { size = 10.8, leading = 14, space_before = 13, space_after = 4 },

    cover_title = { size = 22, leading = 27 },
    cover_subtitle = { size = 11, leading = 15, space_before = 3 },
    cover_line = { size = 8.8, leading = 12.4 },
  },

  cover = { block = true, rule_width = 2 },
  contents = { shown = false },
  heading = { numbered = false },
}
