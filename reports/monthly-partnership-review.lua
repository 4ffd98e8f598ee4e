--- The month: what happened, where the partnerships stand, the regions in which something changed, and what comes.
return {
  name = "monthly-partnership-review",
  title = { en = "NATO’s partnerships: the month in review", fr = "Les partenariats de l’OTAN : bilan du mois" },
  summary = "The month: what happened, where the partnerships stand, regions in which something changed, what comes",
  template = "briefing",
  params = {
    since = { type = "date", doc = "The day before the month; without it, the day of the edition before, or 30 days ago" },
    weeks = { type = "integer", default = 13, min = 1, max = 53, doc = "How many weeks ahead the calendar looks" },
  },
  sections = {
    { "executive-summary" },
    { "period", since = "$since", days = 30 },
    { "overview" },
    { "regional", only_changed = true, since = "$since", days = 30 },
    { "calendar", weeks = "$weeks" },
    { "changes", facts = false, except = { "sources", "period", "calendar", "executive-summary", "regional" } },
    { "sources" },
  },
  material = { "period", "regional" },
  on_section_error = "fail",
  limits = { section_seconds = 5, report_seconds = 30, memory_mb = 128, pages = 200 },
}
