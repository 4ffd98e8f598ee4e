--- NATO’s cooperation with non-member countries on one day: summary, frameworks, regions, texts, sources.
return {
  name = "partnership-briefing",
  title = { en = "NATO’s cooperation with non-member countries", fr = "La coopération de l’OTAN avec les pays non membres" },
  summary = "NATO’s cooperation with non-members on one day: summary, frameworks, regions, texts",
  template = "briefing",
  params = {
    countries = { type = "country[]", default = "all", doc = "Partners to cover, and Allies that were partners" },
    regions = { type = "region[]", default = "all", doc = "Regions to cover" },
  },
  sections = {
    { "executive-summary", countries = "$countries" },
    { "overview" },
    { "frameworks", countries = "$countries" },
    { "areas", countries = "$countries" },
    { "regional", countries = "$countries", regions = "$regions" },
    { "conflict-prevention", countries = "$countries" },
    { "challenges", countries = "$countries" },
    { "outlook", countries = "$countries" },
    { "legal-frameworks", countries = "$countries" },
    { "agreements", countries = "$countries" },
    { "compliance", countries = "$countries" },
    { "significance", countries = "$countries" },
    { "chronology", countries = "$countries" },
    { "sources" },
  },
  on_section_error = "fail",
  limits = { section_seconds = 5, report_seconds = 30, memory_mb = 128, pages = 500 },
}
