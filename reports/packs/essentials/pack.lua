--- Sections for any subject: from CSV files, Markdown and pictures that come with a request; and what editions are compared with.
return {
  name = "essentials", version = "1.0.0",
  summary = "Sections for any subject: tables, charts, pages and words from the files of a request",
  root = "../../..",
  plugins = {
    "chart-from-csv", "csv", "differing", "distribution", "divider", "edition-diff", "glossary", "image-page", "markdown", "source-list",
    "supplied", "table-from-csv", "withdrawal",
  },
  reports = { "edition-diff", "supplied", "withdrawal" },
  templates = {},
}
