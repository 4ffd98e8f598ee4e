--- Texts that bind and texts that do not.
return {
  {
    name = "2019", as_of = "2019-06-01", warnings = {},
    check = function(doc, t)
      t.equal(#doc:rows(doc:find("table", { id = "tbl-binding" })), 13)
      t.equal(#doc:rows(doc:find("table", { id = "tbl-political" })), 12)
      t.equal(#doc:rows(doc:find("table", { id = "tbl-provisions" })), 38)
      t.ok(doc:find("timeline", { id = "fig-signatures" }), "fig-signatures")
    end,
  },
  {
    name = "1994", as_of = "1994-08-03", warnings = {},
    check = function(doc, t)
      t.lacks(doc:text(), "status of forces agreement")
      t.lacks(doc:text(), "1995")
    end,
  },
  {
    name = "in French", as_of = "2019-06-01", language = "fr", warnings = {},
    check = function(doc, t)
      t.contains(doc:text(), "Partenariat pour la paix")
    end,
  },
}
