--- How sure the briefing is, and what it cites.
return {
  {
    name = "no source yet in 1992", as_of = "1992-06-01", warnings = {},
    check = function(doc, t)
      t.contains(doc:text(), "No statement of this briefing has a source dated on or before its day.")
    end,
  },
  {
    name = "beside a section", as_of = "2019-06-01", warnings = {},
    sections = { { "overview" }, { "sources" } },
    check = function(doc, t)
      t.equal(#doc:rows(doc:find("table", { id = "tbl-base" })), 11)
      t.ok(#doc.sources > 5, "sources")
      t.equal(#doc:all("sources"), 1)
      t.equal(#doc:all("colophon"), 1)
    end,
  },
  {
    name = "in French", as_of = "2019-06-01", language = "fr", warnings = {},
    check = function(doc, t)
      t.contains(doc:text(), "1er juin 2019")
    end,
  },
}
