--- What operations rest on.
return {
  {
    name = "2019", as_of = "2019-06-01", warnings = {},
    check = function(doc, t)
      t.equal(#doc:rows(doc:find("table", { id = "tbl-charter" })), 5)
      t.equal(#doc:rows(doc:find("table", { id = "tbl-mandates" })), 20)
      t.equal(#doc:rows(doc:find("table", { id = "tbl-resolutions" })), 23)
      t.ok(doc:find("gantt", { id = "fig-mandates" }), "fig-mandates")
    end,
  },
  {
    name = "2008", as_of = "2008-09-01", warnings = {},
    check = function(doc, t)
      t.contains(doc:text(), "NATO Headquarters Sarajevo")
      t.lacks(doc:text(), "2011")
    end,
  },
  {
    name = "in French", as_of = "2019-06-01", language = "fr", warnings = {},
    check = function(doc, t)
      t.contains(doc:text(), "Charte")
    end,
  },
}
