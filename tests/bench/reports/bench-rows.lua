--- The benchmark's longest table.
return {
  name = "bench-rows", title = "A long table", template = "bench",
  params = { rows = { type = "integer", default = 100000, doc = "How many rows" } },
  sections = { { "rows", rows = "$rows" } },
  limits = { section_seconds = 30, report_seconds = 60, memory_mb = 512, pages = 4000 },
}
