--- Weeks and months in which something happened, and in which nothing did.
return {
  {
    name = "the week of seven accessions", as_of = "2004-03-31", warnings = {},
    check = function(doc, t)
      local rows = doc:rows(doc:find("table", { id = "tbl-period" }))
      t.equal(#rows, 2)  -- with the head
      t.contains(doc:text(), "Slovenia")
      t.contains(doc:text(), "7 countries gained or lost a standing")
      t.contains(doc:text(), "The week")
    end,
  },
  {
    name = "a framework is named in full where it is first told of", as_of = "2006-12-31", params = { days = 60 }, warnings = {},
    check = function(doc, t)
      t.contains(doc:text(), "Partnership for Peace (PfP)")
    end,
  },
  {
    name = "a month", as_of = "2024-07-31", params = { days = 30 }, warnings = {},
    check = function(doc, t)
      t.contains(doc:text(), "The month")
      t.contains(doc:text(), "3 events are on record")
      -- The summit leads; what else happened in the month is told below.
      t.contains(doc:find("callout"), "Washington Summit")
      t.lacks(doc:find("callout"), "Noble Partner")
    end,
  },
  {
    name = "from one third working day to the next", as_of = "2024-08-04", params = { days = 33 }, warnings = {},
    check = function(doc, t) t.contains(doc:text(), "The month") end,
  },
  {
    name = "a programme begins", as_of = "2025-10-27", warnings = {},
    check = function(doc, t)
      t.contains(doc:text(), "one programme, text or operation began, changed or ended")
      t.contains(doc:text(), "Bosnia and Herzegovina")
    end,
  },
  {
    name = "the day after the eve is the first", as_of = "2024-07-15", params = { since = "2024-07-10" }, warnings = {},
    check = function(doc, t)
      t.equal(doc:find("table", { id = "tbl-period" }), nil)
      t.contains(doc:text(), "No event of these days is on record")
    end,
  },
  {
    name = "an eve that is not before the day", as_of = "2024-07-15", params = { since = "2024-07-15" }, fails = "is not before the day of the briefing",
  },
  {
    name = "nothing, in French", as_of = "2026-11-23", language = "fr", warnings = {},
    check = function(doc, t)
      t.contains(doc:text(), "Aucun événement n’est recensé ces jours-là")
      t.lacks(doc:text(), "event")
    end,
  },
}
