--- Outside of a series there is nothing to compare with; editions are tested with the service.
return {
  {
    name = "no edition", as_of = "2024-04-01", warnings = {},
    check = function(doc, t)
      t.contains(doc:text(), "no edition of a series")
    end,
  },
  {
    name = "in French", as_of = "2024-04-01", language = "fr", warnings = {},
    check = function(doc, t)
      t.contains(doc:text(), "pas l’édition d’une série")
    end,
  },
}
