--- What was decided of the time to come; what is judged stands apart.
return {
  {
    name = "no step in 1992", as_of = "1992-06-01", warnings = {},
    check = function(doc, t)
      t.contains(doc:text(), "No partner covered here is on record as having taken a step")
      t.lacks(doc:text(), "Judgement")
    end,
  },
  {
    name = "2019", as_of = "2019-06-01", warnings = {},
    check = function(doc, t)
      t.equal(#doc:rows(doc:find("table", { id = "tbl-pathway" })), 5)
      t.contains(doc:text(), "Accession protocol signed")
      t.lacks(doc:text(), "Judgement")
    end,
  },
  {
    name = "2026", as_of = "2026-09-30", warnings = {},
    check = function(doc, t)
      t.equal(#doc:rows(doc:find("table", { id = "tbl-pathway" })), 4)
      t.contains(doc:text(), "Likelihood: likely (55–80%). Confidence: moderate.")
      t.ok(doc:find("callout", { tone = "judgement" }))
    end,
  },
  {
    name = "in French", as_of = "2026-09-30", language = "fr", warnings = {},
    check = function(doc, t)
      t.contains(doc:text(), "Vraisemblance : probable (55 à 80 %). Confiance : moyenne.")
    end,
  },
}
