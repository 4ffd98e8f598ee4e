--- What is issued by the calendar: name, cron (five fields or @weekly …), timezone (IANA; else the configured one) and the request, as a file in the
-- inbox would hold it. `sitrep schedule next NAME` says when it fires. Nothing is switched on as delivered.
return {
  -- The briefing of the week, on Monday at seven in Brussels.
  -- {
  --   name = "weekly",
  --   cron = "0 7 * * mon",
  --   timezone = "Europe/Brussels",
  --   request = { report = "partnership-briefing", title = "NATO’s partners: the week" },
  -- },
}
