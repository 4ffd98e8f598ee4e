--- The law of NATO’s cooperation with non-members on one day: texts, agreements with partners, mandates of operations.
return {
  name = "legal-frameworks",
  title = { en = "Legal and political frameworks", fr = "Cadres juridiques et politiques" },
  summary = "Treaties, political documents, agreements with partners and mandates of operations on one day",
  template = "briefing",
  params = {
    countries = { type = "country[]", default = "all", doc = "Partners to cover, and Allies that were partners" },
  },
  sections = {
    { "legal-frameworks", countries = "$countries" },
    { "agreements", countries = "$countries" },
    { "compliance", countries = "$countries" },
    { "sources" },
  },
  on_section_error = "fail",
  limits = { section_seconds = 5, report_seconds = 30, memory_mb = 128, pages = 200 },
}
