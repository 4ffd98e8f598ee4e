--- One section in two languages: what stands side by side, what stands once with both wordings, and in which order.
local words = {
  en = {
    head = "Frameworks", intro = "A framework says who meets whom^[In one room, or by letter.], and on what terms [@charter]. See [](#joined).",
    list = { "First the invitation", "Then the presentation document, which each partner writes for itself" },
    quote = "Nothing in it is an obligation.", box = "In short", boxed = "Partners choose.",
    caption = "Who joined", country = "Country", day = "Day", troops = "Troops", note = "Not published.", source = "Illustrative",
    names = { DEU = "Germany", ESP = "Spain", UKR = "Ukraine" }, chart = "Partners", series = "Partners", other = "Allies", unit = "States",
    kinds = { "Training", "Equipment for those who defend their towns, harbours, airfields and railways against what comes by air" },
    fact = "states", state = "Agreed", alt = "A bar of three.", side = { "On the left", "On the right" },
  },
  fr = {
    head = "Cadres", intro = "Un cadre dit qui rencontre qui^[Dans une salle ou par écrit.] et à quelles conditions [@charter; @traite]. Voir [](#joined).",
    list = { "D’abord l’invitation", "Puis le document de présentation, que chacun écrit pour lui-même" },
    quote = "Rien n’y est une obligation.", box = "En bref", boxed = "Les partenaires choisissent.",
    caption = "Qui est entré", country = "Pays", day = "Jour", troops = "Effectif", note = "Non publié.", source = "Illustratif",
    names = { DEU = "Allemagne", ESP = "Espagne", UKR = "Ukraine" }, chart = "Partenaires", series = "Partenaires", other = "Alliés",
    kinds = { "Formation", "Équipement de ceux qui défendent leurs villes, leurs ports, leurs aérodromes et leurs voies ferrées" },
    unit = "États", fact = "États", state = "Convenu", alt = "Une barre de trois.", side = { "À gauche", "À droite" },
  },
}
local days = { DEU = "1994-02-03", ESP = "1995", UKR = "1994-02-08" }
local troops = { DEU = 12500, ESP = 1250.5, UKR = 900 }

return {
  name = "bilingual", version = "1.0.0", api = 1, summary = "A section in two languages", uses = { "deeds" },

  build = function(ctx, doc)
    local say, rows, codes = words[ctx.language], {}, {}
    for code in pairs(say.names) do codes[#codes + 1] = code end
    codes = text.sort(codes, function(c) return say.names[c] end)
    for _, code in ipairs(codes) do
      rows[#rows + 1] = { id = "row-" .. code, say.names[code], date.format(days[code]), text.number(troops[code]),
                          code == "ESP" and { text = "–", note = "none" } or "–" }
    end
    doc:heading(say.head)
    doc:text(say.intro)
    doc:list(say.list)
    doc:quote(say.quote)
    doc:callout { title = say.box, text = say.boxed }
    doc:facts { { say.fact, "32" }, { say.troops, "1,250" } }
    doc:table { id = "joined", caption = say.caption, source = say.source, notes = { none = say.note },
                columns = { { title = say.country, header = true }, say.day, { title = say.troops, align = "decimal" }, "†" }, rows = rows }
    doc:chart { kind = "bar", labels = { "2024", "2025" }, y_title = say.unit, caption = say.chart, alt = say.alt,
                series = { { name = say.series, values = { 3, 2 } }, { name = say.other, values = { 1, 2 } } } }
    doc:chart { kind = "bar", horizontal = true, labels = say.kinds, alt = say.alt, series = { { name = say.series, values = { 3, 2 } } } }
    local stays = {}
    for i, code in ipairs(codes) do stays[i] = { title = say.names[code], spans = { { from = days[code] } } } end
    doc:gantt { rows = stays, to = "1996", caption = say.caption }
    doc:columns { say.side[1], say.side[2] }
  end,
}
