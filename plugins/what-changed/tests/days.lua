--- Two days side by side.
return {
  {
    name = "the year to June 2019", as_of = "2019-06-01", warnings = {},
    check = function(doc, t)
      t.equal(#doc:rows(doc:find("table", { id = "tbl-numbers" })), 8)
      t.equal(#doc:rows(doc:find("table", { id = "tbl-programmes" })), 3)
      t.equal(#doc:rows(doc:find("table", { id = "tbl-operations" })), 2)
      t.contains(doc:text(), "1 June 2018")
    end,
  },
  {
    name = "Malta came back", as_of = "2008-09-01", warnings = {},
    params = { since = "2008-04-02" },
    check = function(doc, t)
      t.contains(doc:text(), "PfP: Malta")
    end,
  },
  {
    name = "and not since", as_of = "2008-09-01", warnings = {},
    params = { since = "2008-04-03" },
    check = function(doc, t)
      t.lacks(doc:text(), "Malta")
    end,
  },
  {
    name = "nothing", as_of = "2026-11-01", warnings = {},
    check = function(doc, t)
      t.contains(doc:text(), "no country has joined or left the Alliance or a framework since 1 November 2025")
    end,
  },
  {
    name = "who joined is told first", as_of = "2004-12-31", params = { since = "2003-12-31" }, warnings = {},
    check = function(doc, t)
      t.contains(doc:find("callout"), "Alliance, joined: Bulgaria")
      t.contains(doc:find("callout"), "8 countries have gained")
    end,
  },
  {
    name = "an end known by its year", as_of = "2025-06-01", params = { since = "2024-06-01" }, warnings = {},
    check = function(doc, t)
      t.contains(doc:find("table", { id = "tbl-programmes" }), "end of 2024")
      t.lacks(doc:find("table", { id = "tbl-programmes" }), "1 January")
    end,
  },
  {
    name = "in French", as_of = "2026-11-01", language = "fr", warnings = {},
    check = function(doc, t)
      t.contains(doc:text(), "aucune opération de la base n’a commencé ni pris fin")
    end,
  },
}
