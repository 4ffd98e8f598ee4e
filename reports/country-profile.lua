--- Countries and NATO on one day, one by one: status, frameworks, programmes, operations, timeline, sources.
return {
  name = "country-profile",
  title = { en = "Country profile: {countries}", fr = "Fiche pays : {countries}" },
  summary = "Countries and NATO on one day: status, programmes, operations, timeline",
  template = "briefing",
  params = {
    countries = {
      type = "country[]", single = "country", required = true,
      doc = "The countries: partners, or Allies that were partners; one alone may be given as country",
    },
  },
  sections = {
    { "country", countries = "$countries" },
    { "sources" },
  },
  on_section_error = "fail",
  limits = { section_seconds = 5, report_seconds = 30, memory_mb = 128, pages = 500 },
}
