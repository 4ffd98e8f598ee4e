--- The week: what happened, what comes, and a page for each region with news of its own.
return {
  name = "weekly-brief",
  title = { en = "NATO’s partners: the week", fr = "Les partenaires de l’OTAN : la semaine" },
  summary = "The week: what happened, what comes, and a page for each region with news of its own",
  template = "bulletin",
  params = {
    since = { type = "date", doc = "The day before the week; without it, the day of the edition before, or a week ago" },
    weeks = { type = "integer", default = 6, min = 1, max = 53, doc = "How many weeks ahead the calendar looks" },
  },
  sections = {
    { "period", since = "$since", days = 7 },
    { "calendar", weeks = "$weeks" },
    { "regional", only_changed = true, since = "$since" },
    { "sources", brief = true },
  },
  material = { "period", "regional" },
  on_section_error = "fail",
  limits = { section_seconds = 5, report_seconds = 30, memory_mb = 128, pages = 100 },
}
