--- What has been counted of partners.
return {
  {
    name = "1992", as_of = "1992-06-01", warnings = {},
    check = function(doc, t)
      t.contains(doc:text(), "No partner had become an Ally by 1 June 1992.")
    end,
  },
  {
    name = "1999", as_of = "1999-05-01", warnings = {},
    check = function(doc, t)
      t.contains(doc:text(), "3 former partners are Allies")
      t.contains(doc:text(), "from 6.2 years (Czechia) to 7.2 years (Hungary)")
    end,
  },
  {
    name = "2019", as_of = "2019-06-01", warnings = {},
    check = function(doc, t)
      t.equal(#doc:rows(doc:find("table", { id = "tbl-shares" })), 5)
      t.equal(#doc:rows(doc:find("table", { id = "tbl-accession" })), 14)
      t.ok(doc:find("gantt", { id = "fig-accession" }), "fig-accession")
    end,
  },
  {
    name = "Georgia, in French", as_of = "2019-06-01", language = "fr", warnings = {},
    params = { countries = { "GEO" } },
    check = function(doc, t)
      t.contains(doc:text(), "aucun des pays retenus n’était passé de partenaire à Allié")
    end,
  },
}
