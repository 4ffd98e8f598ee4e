--- A month of a service desk: what held and what did not, incidents, changes; made from the CSV files in the request's folder.
return {
  name = "service-operations",
  title = { en = "Service operations: the month", fr = "Exploitation des services : le mois" },
  summary = "A month of services from CSV: targets met and missed, incidents, changes",
  template = "bulletin",
  params = {
    action = { type = "text[]", default = {}, doc = "Who is to act on it" },
    info = { type = "text[]", default = {}, doc = "Who gets it for information" },
  },
  sections = {
    { "service-summary" },
    { "chart-from-csv", id = "trend", file = "trend.csv", kind = "line", dates = true, values = { "Incidents", "Requests" },
      caption = "Incidents and requests, the last twelve months", axis = "Number a month" },
    { "table-from-csv", id = "incidents", file = "incidents.csv", sort = "-Hours", limit = 12, title = "Incidents", decimals = 1,
      caption = "The incidents of the month, the longest first" },
    { "chart-from-csv", id = "causes", file = "causes.csv", sort = "-Incidents", horizontal = true, show_values = true,
      caption = "What the incidents came from" },
    { "markdown", file = "notes.md" },
    { "glossary", file = "terms.csv" },
    { "distribution", action = "$action", info = "$info" },
  },
  on_section_error = "gap",
  limits = { section_seconds = 5, report_seconds = 20, memory_mb = 96, pages = 50 },
}
