--- What is issued by the calendar: name, cron (five fields or @weekly …), timezone (IANA; else the configured one) and the request, as a file in the
-- inbox would hold it. `sitrep help schedules` says what else there is, `sitrep schedule next NAME` when it fires. Nothing is switched on as delivered.
return {
  -- The briefing of the week, on Monday at seven in Brussels; where the office is closed, on the next day it is not (calendars.lua).
  -- {
  --   name = "weekly",
  --   cron = "0 7 * * mon",
  --   timezone = "Europe/Brussels",
  --   calendar = "office", off_days = "next",
  --   period = "previous week",                  -- ctx.period of its sections
  --   catch_up = "latest",                       -- what was missed while nothing ran: "skip", "latest" or "all" of it
  --   request = { report = "partnership-briefing", title = "NATO’s partners: the week" },
  -- },
  -- On the third working day of each month, at noon.
  -- { name = "monthly", cron = "0 12 * * *", working_day = 3, calendar = "office", period = "previous month", request = { report = "what-changed" } },
}
