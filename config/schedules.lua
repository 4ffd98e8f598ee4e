--- What is issued by the calendar: name, cron (five fields or @weekly …), timezone (IANA; else the configured one) and the request, as a file in the
-- inbox would hold it. `sitrep help schedules` says what else there is, `sitrep schedule next NAME` when it fires. Nothing is switched on as delivered:
-- take `enabled = false` out.
return {
  -- The week, on Monday at seven in Brussels. Each edition covers the days since the Monday before, and tells what the last one could not know.
  {
    name = "weekly",
    enabled = false,
    cron = "0 7 * * mon",
    timezone = "Europe/Brussels",
    catch_up = "latest",                       -- what was missed while nothing ran: "skip", "latest" or "all" of it,
    window_hours = 96,                         -- as far back as this: until Friday
    overlap = "queue_all",                     -- one that a crash left unfinished is finished first: both are made
    request = { report = "weekly-brief" },
  },
  -- The month in review, at noon of the third working day; days off are in calendars.lua.
  {
    name = "monthly",
    enabled = false,
    cron = "0 12 * * *",
    working_day = 3,
    timezone = "Europe/Brussels",
    catch_up = "latest",
    window_hours = 240,
    overlap = "queue_all",
    request = { report = "monthly-partnership-review" },
  },
}
