--- What this Sitrep was made for first, as a pack: NATO's cooperation with countries that are not members.
-- `sitrep pack add` takes it from here into a Sitrep that knows nothing of it; templates are Sitrep's own.
return {
  name = "nato-partnership", version = "1.0.0", requires = { "essentials" },
  summary = "NATO's cooperation with countries that are not members, right as of any day since 1991",
  root = "../../..",
  plugins = {
    "agreements", "areas", "calendar", "challenges", "changes", "chronology", "comparison", "compliance", "conflict-prevention",
    "country", "drawings", "executive-summary", "facts", "frameworks", "judgement", "key-facts", "legal-frameworks", "maps", "outlook",
    "overview", "partners-notable", "period", "regional", "significance", "sources", "what-changed",
  },
  reports = {
    "chronology", "country-comparison", "country-profile", "key-facts", "legal-frameworks", "monthly-partnership-review",
    "partnership-briefing", "regional-outlook", "weekly-brief", "what-changed",
  },
  templates = {},
}
