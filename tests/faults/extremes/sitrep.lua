--- The configuration that extremes are set under.
return {
  plugins = { "plugins" }, reports = { "reports" }, templates = { "../../../templates" },
  spool = "../../../build/extremes/spool",
  limits = { section_seconds = 60, report_seconds = 180, memory_mb = 512, pages = 3000 },
}
