--- The configuration that random documents are made under.
return {
  plugins = { "plugins" }, reports = { "reports" }, templates = { "../../templates" },
  spool = "../../build/random/spool",
}
