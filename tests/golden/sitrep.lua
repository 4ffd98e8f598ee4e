--- The configuration that the golden tests run under.
return {
  plugins = { "plugins" }, reports = { "reports" }, templates = { "../../templates" },
  spool = "../../build/golden/spool",
}
