--- The configuration of the service tests: small reports, plugins that misbehave, and limits of time that no busy machine meets by chance.
return {
  plugins = { "plugins" }, reports = { "reports" }, templates = { "../../../templates" },
  workers = 2, free_space_mb = 0, stop_grace_ms = 20000,
  intake = { quiet_ms = 200, rescan_ms = 500, grace_ms = 600, max_bytes = 65536 },
  limits = { section_seconds = 20, report_seconds = 100, memory_mb = 64, pages = 100, output_mb = 8 },
}
