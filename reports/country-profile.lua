--- One country and NATO on one day: status, frameworks, programmes, operations, timeline, sources.
return {
  name = "country-profile",
  title = { en = "Country profile", fr = "Fiche pays" },
  summary = "One country and NATO on one day: status, programmes, operations, timeline",
  template = "briefing",
  params = {
    country = { type = "country", required = true, doc = "The country: a partner, or an Ally that was one" },
  },
  sections = {
    { "country", country = "$country" },
    { "sources" },
  },
  on_section_error = "fail",
  limits = { section_seconds = 5, report_seconds = 30, memory_mb = 128, pages = 200 },
}
