--- The configuration that `make bench` runs under.
return {
  plugins = { "plugins" }, reports = { "reports" }, templates = { "templates" },
  spool = "../../build/bench/spool",
  limits = { section_seconds = 30, report_seconds = 60, memory_mb = 512, pages = 4000, output_mb = 64 },
}
