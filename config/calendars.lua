--- On which days nobody works, by a name that schedules use. `sitrep help schedules` has the keys.
return {
  -- office = {
  --   weekend = { "sat", "sun" },
  --   off = { "01-01", "12-25", "2026-05-14", "2026-12-24..2027-01-03" },    -- each year; one day; from one to another
  --   on = { "2026-12-30" },                                                 -- worked on all the same
  --   files = { "holidays.ics" },                                            -- iCalendar: whole-day events are off
  -- },
}
