--- The events of the base up to the day, of all or of some countries and kinds, and the sources.
return {
  name = "chronology",
  title = { en = "Chronology of NATO’s partnerships", fr = "Chronologie des partenariats de l’OTAN" },
  summary = "The events up to the day: all, or those of some countries, kinds or years",
  template = "briefing",
  params = {
    countries = { type = "country[]", default = "all", doc = "Only events that name one of these countries" },
    kinds = {
      type = "enum[]", doc = "Only events of these kinds; without it, all",
      values = {
        "accession", "agreement", "application", "contact", "contribution", "crisis", "dialogue", "disaster-relief", "exercise",
        "framework-change", "framework-created", "invitation", "joined-framework", "legal", "office", "operation-end",
        "operation-start", "programme", "reactivation", "statement", "summit", "suspension", "visit", "withdrawal",
      },
    },
    since = { type = "date", doc = "Only events after this day" },
  },
  sections = {
    { "chronology", countries = "$countries", kinds = "$kinds", since = "$since" },
    { "sources" },
  },
  on_section_error = "fail",
  limits = { section_seconds = 5, report_seconds = 30, memory_mb = 128, pages = 200 },
}
