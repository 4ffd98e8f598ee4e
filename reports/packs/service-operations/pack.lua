--- Another subject: a month of a service desk. Beside it, in `sample`, a request with its files. It stands on the pack `essentials`.
return {
  name = "service-operations", version = "1.0.0", requires = { "essentials" },
  summary = "A month of services from CSV files: targets met and missed, incidents, changes",
}
