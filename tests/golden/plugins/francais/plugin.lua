--- Words that the engine says by itself, in French.
return {
  name = "francais", version = "1.0.0", api = 1,
  summary = "Une section en français",
  uses = { "deeds" },

  build = function(ctx, doc)
    doc:contents {}
    doc:heading("La Ligue des ports", { id = "ligue" })
    doc:text("Fondée par sept villes [@traite], elle tient à la règle « un port reste ouvert » ; voir [](#tbl) et [](#ligue). " ..
      "Le [league charter]{lang=en} est anticonstitutionnellement long, et l’assemblée s’en est accommodée.")
    doc:heading("Membres", { level = 2 })
    local rows = {}
    for i = 1, 60 do rows[i] = { "Ville " .. i, text.number(i * 1234.5, 1) } end
    doc:table { id = "tbl", caption = "Les villes", rows = rows,
                columns = { { title = "Ville", header = true }, { title = "Blé, en tonnes", align = "decimal" } } }
    doc:text("Au " .. date.format(ctx.as_of, "long") .. ".")
  end,
}
