--- The numbers of the day, and what others found.
return {
  {
    name = "2019", as_of = "2019-06-01", warnings = {},
    check = function(doc, t)
      t.contains(doc:text(), "NATO has 29 members; the last to join was Montenegro")
      t.equal(#doc:rows(doc:find("table", { id = "tbl-key-numbers" })), 8)
    end,
  },
  {
    name = "2026", as_of = "2026-09-30", warnings = {},
    check = function(doc, t)
      t.contains(doc:text(), "NATO has 32 members; the last to join was Sweden, on 7 March 2024")
      -- One summit alone is no account of a year: what else happened stands beside it.
      t.contains(doc:text(), "Events on record, the latest first:")
      t.contains(doc:text(), "first non-members to fund PURL")
    end,
  },
  {
    name = "the day before Sweden", as_of = "2024-03-06", warnings = {},
    check = function(doc, t)
      t.contains(doc:text(), "NATO has 31 members")
    end,
  },
  {
    name = "beside others", as_of = "2019-06-01", warnings = {},
    sections = { { "executive-summary" }, { "frameworks" } },
    check = function(doc, t)
      t.ok(doc:find("table", { id = "tbl-key-numbers" }), "tbl-key-numbers")
      t.ok(doc.findings.frameworks, "what the frameworks found")
    end,
  },
  {
    name = "beside a section that shows the numbers", as_of = "2026-11-23", warnings = {},
    sections = { { "executive-summary" }, { "overview" } },
    check = function(doc, t)
      t.ok(not doc:find("table", { id = "tbl-key-numbers" }), "no numbers twice")
      t.contains(doc:find("callout"), "† not verified")
    end,
  },
  {
    name = "a year with enough of weight", as_of = "2023-05-01", warnings = {},
    check = function(doc, t)
      t.contains(doc:text(), "Summits, accessions, invitations, suspensions")
      t.ok(not doc:text():find("Enhanced capacity building package", 1, true), "no lesser event beside them")
    end,
  },
  {
    name = "what is judged, beside the outlook", as_of = "2026-11-23", warnings = {},
    sections = { { "executive-summary" }, { "outlook" } },
    check = function(doc, t)
      t.contains(doc:find("callout", { id = "judgement-outlook" }), "Steady state, to 2027")
    end,
  },
  {
    name = "where sections have no numbers", as_of = "2026-09-30", language = "fr", template = "bulletin", warnings = {},
    sections = { { "executive-summary" }, { "frameworks" } },
    check = function(doc, t)
      t.lacks(doc:text(), "Voir la Cadres")
      t.contains(doc:text(), "Voir Cadres de coopération")
    end,
  },
  {
    name = "in French", as_of = "2026-09-30", language = "fr", warnings = {},
    check = function(doc, t)
      t.contains(doc:text(), "32 membres")
    end,
  },
}
