--- What is different between two editions: made by `sitrep diff`.
return {
  name = "edition-diff", title = { en = "Two editions compared", fr = "Comparaison de deux éditions" },
  summary = "What is different between two editions of a series; `sitrep diff` asks for it",
  template = "plain",
  sections = { { "edition-diff" } },
  limits = { section_seconds = 5, report_seconds = 30, memory_mb = 128, pages = 500 },
}
