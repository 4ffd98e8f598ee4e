--- What the engine makes of tables: heads, groups, numbers, notes, drawings, and what is too wide or too long.

local english

local function say(en, fr) return english and en or fr end

--- Titles over titles, groups in two levels, marks of notes, a foot, a source.
local function frameworks(doc)
  doc:heading(say("Heads and groups", "Têtes et groupes"), { level = 2, id = "tables-heads" })
  doc:table {
    id = "tbl-frameworks",
    caption = say("Partners by the year in which they joined a framework^[A framework is joined when its first document is signed.]",
                  "Partenaires selon l'année d'adhésion à un cadre^[On adhère à un cadre en signant son premier document.]"),
    columns = {
      { title = say("Partner", "Partenaire"), header = true },
      { title = say("Signed or joined", "Signature ou adhésion"), columns = {
        { title = "PfP", align = "right" }, { title = "EAPC", align = "right" }, { title = "PARP", align = "right" } } },
      { title = say("Tailored cooperation", "Coopération sur mesure"), columns = {
        { title = say("Plan", "Plan") }, { title = say("Since", "Depuis"), align = "right" } } },
    },
    rows = {
      { group = say("Euro-Atlantic area", "Espace euro-atlantique") },
      { group = say("South Caucasus", "Caucase du Sud"), level = 2 },
      { level = 3, id = "georgia-row", say("Georgia", "Géorgie"), 1994, 1997, 1999, "SNGP[^sngp]", 2014 },
      { level = 3, say("Armenia", "Arménie"), 1994, 1997, 2002, "ITPP", 2024 },
      { level = 3, say("Azerbaijan", "Azerbaïdjan"), 1994, 1997, 1997, "IPAP", 2005 },
      { group = say("Eastern Europe", "Europe orientale"), level = 2 },
      { level = 3, "Ukraine", 1994, 1997, 1994, "CAP[^cap]", 2016 },
      { level = 3, say("Moldova", "Moldova"), 1994, 1997, 1997, "DCBI", 2014 },
      { group = say("Western Europe", "Europe occidentale"), level = 2 },
      { level = 3, say("Austria", "Autriche"), 1995, 1997, 1995, "ITPP", 2023 },
      { level = 3, say("Ireland", "Irlande"), 1999, 1999, 2001, "ITPP", 2024 },
      { level = 3, say("Switzerland", "Suisse"), 1996, 1997, 1996, "ITPP", 2024 },
      { group = say("Elsewhere", "Ailleurs") },
      { level = 2, say("Australia", "Australie"), { text = "–", colspan = 3, align = "center" }, "ITPP", 2023 },
      { level = 2, say("Japan", "Japon"), { text = "–", colspan = 3, align = "center" }, "ITPP", 2023 },
    },
    foot = { { total = true, say("All partners here", "Tous ces partenaires"), 8, 8, 8, { text = "", colspan = 2 } } },
    notes = {
      sngp = say("Substantial NATO-Georgia Package, agreed at the Wales summit and renewed in 2020.",
                 "Paquet substantiel OTAN-Géorgie, convenu au sommet du pays de Galles et renouvelé en 2020."),
      cap = say("Comprehensive Assistance Package.", "Ensemble complet de mesures d'assistance."),
      say("ITPP: Individually Tailored Partnership Programme, which has taken the place of older plans.",
          "ITPP : programme de partenariat individualisé, qui remplace les anciens plans."),
    },
    source = say("NATO, *Signatures of Partnership for Peace framework documents*, and communiqués.",
                 "OTAN, *Signatures des documents-cadres du Partenariat pour la paix*, et communiqués."),
  }
end

--- Decimals, units, ranges, signs, what is missing; formats; bounds of widths.
local function numbers(doc)
  doc:heading(say("Numbers", "Nombres"), { level = 2, id = "tables-numbers" })
  doc:table {
    id = "tbl-numbers", caption = say("Numbers stand about their decimal point, written by the rules of the language",
                                      "Les nombres s'alignent sur leur virgule, écrits selon les règles de la langue"),
    zebra = true,
    columns = {
      { title = say("Ally", "Allié"), header = true, nowrap = true },
      { title = say("Share of GDP, 2024", "Part du PIB, 2024"), align = "decimal", format = { decimals = 2, unit = "%" } },
      { title = say("Change since 2014", "Évolution depuis 2014"), align = "decimal", format = { decimals = 2, sign = true } },
      { title = say("Spending, million dollars", "Dépenses, millions de dollars"), align = "decimal", format = { decimals = 0 } },
      { title = say("Estimate", "Estimation"), align = "decimal" },
      { title = say("Remark", "Remarque"), min = 90, max = 150 },
    },
    rows = {
      { say("Poland", "Pologne"), 4.12, 2.24, 34975, "4.1–4.3", say("The largest share of all", "La part la plus élevée") },
      { say("United States", "États-Unis"), 3.38, -0.33, 967707, "3.4 ± 0.1", say("Two thirds of all spending", "Deux tiers des dépenses") },
      { say("Greece", "Grèce"), 3.08, 0.86, 7126, "3.1", "" },
      { say("Germany", "Allemagne"), 2.12, 0.93, 97686, say("n/a", "n. d."), say("With the special fund[^fund]", "Avec le fonds spécial[^fund]") },
      { "France", 2.06, 0.24, 64271, "–", "" },
      { say("Croatia", "Croatie"), 1.81, -0.01, 1624, "−0.01", "" },
      { say("Iceland", "Islande"), "–", "–", "–", say("none", "aucune"), say("Has no armed forces", "N'a pas de forces armées") },
    },
    notes = { fund = say("Of 100 billion euro, set up in 2022.", "De 100 milliards d'euros, créé en 2022.") },
  }
end

--- Tones, blocks in cells, vertical places, spans of rows.
local function cells(doc)
  doc:heading(say("Cells", "Cellules"), { level = 2, id = "tables-cells" })
  doc:table {
    id = "tbl-cells", caption = say("What a cell may hold and say", "Ce qu'une cellule peut contenir et dire"),
    columns = { { title = say("Strand", "Volet"), header = true, valign = "middle" }, { title = say("Aims", "Buts") },
                { title = say("State", "État"), valign = "middle" }, { title = say("Word", "Mot"), align = "center", valign = "middle" } },
    rows = {
      { say("Interoperability", "Interopérabilité"),
        { blocks = say("Forces that can\n\n- speak with one another,\n- supply one another, and\n    1. train and\n    2. deploy together.\n\nMeasured each year.",
                       "Des forces qui peuvent\n\n- se parler,\n- se ravitailler, et\n    1. s'entraîner et\n    2. se déployer ensemble.\n\nMesuré chaque année.") },
        say("On course", "En bonne voie"), { text = say("good", "bon"), tone = "good" } },
      { { text = say("Defence reform", "Réforme de la défense"), rowspan = 2 },
        say("Civil control of the armed forces, and budgets that parliament sees", "Contrôle civil des forces armées et budgets soumis au parlement"),
        { text = say("Stalled since the law of 2021 was withdrawn", "À l'arrêt depuis le retrait de la loi de 2021") },
        { text = say("bad", "mauvais"), tone = "bad" } },
      { say("Women, peace and security", "Femmes, paix et sécurité"), { text = say("Not reported", "Non communiqué"), tone = "muted" },
        { text = say("open", "ouvert"), tone = "muted" } },
      { say("Resilience", "Résilience"), say("Energy, cables, supply", "Énergie, câbles, approvisionnement"),
        { text = say("Decision due in November", "Décision attendue en novembre"), valign = "bottom" }, { text = say("key", "clé"), tone = "key" } },
    },
  }
  doc:table {
    id = "tbl-drawn", caption = say("Defence spending as a share of GDP, drawn in its cells", "Dépenses de défense en part du PIB, dessinées dans les cellules"),
    columns = { { title = say("Ally", "Allié"), header = true }, { title = "2014–2024", format = { decimals = 1, unit = "%" } },
                { title = say("Now", "Aujourd'hui"), align = "decimal", format = { decimals = 2, unit = "%" } },
                { title = say("Equipment, of all spending", "Équipement, sur l'ensemble"), format = { unit = "%" } },
                { title = say("Goal of 2 %", "Objectif de 2 %") } },
    rows = {
      { say("Poland", "Pologne"), { sparkline = { 1.9, 2.2, 2.0, 1.9, 2.0, 2.0, 2.2, 2.2, 2.2, 3.3, 4.1 } }, 4.12, { text = 51, bar = 0.51 }, { bar = 1 } },
      { say("Latvia", "Lettonie"), { sparkline = { 0.9, 1.0, 1.4, 1.6, 2.1, 2.0, 2.2, 2.1, 2.1, 2.4, 3.2 } }, 3.15, { text = 28, bar = 0.28 }, { bar = 1 } },
      { "Portugal", { sparkline = { 1.3, 1.3, 1.3, 1.2, 1.3, 1.4, 1.4, 1.5, 1.4, 1.3, 1.6 } }, 1.55, { text = 19, bar = 0.19 }, { bar = 0.775 } },
      { say("Spain", "Espagne"), { sparkline = { 0.9, false, 0.8, 0.9, 0.9, 0.9, 1.0, 1.0, 1.2, 1.2, 1.3 },
        alt = say("Spain from 0.9 % in 2014 to 1.3 % in 2024", "L'Espagne de 0,9 % en 2014 à 1,3 % en 2024") }, 1.28, { text = 30, bar = 0.3 }, { bar = 0.64 } },
    },
  }
end

--- Shades by value.
local function heat(doc)
  local years = { "2014", "2016", "2018", "2020", "2022", "2024" }
  local shares = {
    { say("Poland", "Pologne"), 1.88, 2.00, 2.02, 2.24, 2.23, 4.12 }, { say("Estonia", "Estonie"), 1.93, 2.07, 2.01, 2.35, 2.16, 3.43 },
    { say("Latvia", "Lettonie"), 0.94, 1.45, 2.06, 2.18, 2.09, 3.15 }, { say("Finland", "Finlande"), 1.45, 1.42, 1.41, 1.53, 1.68, 2.41 },
    { say("United Kingdom", "Royaume-Uni"), 2.13, 2.08, 2.10, 2.32, 2.28, 2.33 }, { "France", 1.82, 1.79, 1.81, 2.00, 1.88, 2.06 },
    { say("Italy", "Italie"), 1.14, 1.18, 1.23, 1.59, 1.52, 1.49 }, { say("Spain", "Espagne"), 0.92, 0.81, 0.93, 1.00, 1.17, 1.28 },
  }
  local columns = { { title = say("Ally", "Allié"), header = true } }
  for i, year in ipairs(years) do columns[i + 1] = { title = year, align = "decimal", format = { decimals = 2 } } end
  doc:heading(say("Heat", "Teintes"), { level = 2, id = "tables-heat" })
  doc:table { id = "tbl-heat", caption = say("Defence spending, per cent of GDP", "Dépenses de défense, en pour cent du PIB"),
              columns = columns, rows = shares, heat = { low = 0.5 } }
end

--- More columns than a page is wide.
local function wide(doc)
  local columns, row = { { title = say("Ally", "Allié"), header = true } }, {}
  for year = 2007, 2024 do columns[#columns + 1] = { title = tostring(year), align = "decimal", format = { decimals = 2, unit = "%" }, nowrap = true } end
  local allies = { { say("Denmark", "Danemark"), 1.15 }, { say("Norway", "Norvège"), 1.54 }, { say("Sweden", "Suède"), 1.03 }, { say("Netherlands", "Pays-Bas"), 1.15 } }
  for i, ally in ipairs(allies) do
    row[i] = { ally[1] }
    for year = 2007, 2024 do row[i][#row[i] + 1] = ally[2] + (year - 2014) ^ 2 / 140 end
  end
  doc:heading(say("Wide", "Large"), { level = 2, id = "tables-wide" })
  doc:text(say("What does not fit is set in smaller letters, and then in parts, the first column in each; or it may lie on its side.",
               "Ce qui ne tient pas est composé en caractères plus petits, puis en parties, la première colonne dans chacune ; ou couché."))
  doc:table { id = "tbl-wide", caption = say("Eighteen years, in parts", "Dix-huit ans, en parties"), columns = columns, rows = row }
  doc:table { id = "tbl-turned", caption = say("Eighteen years, on its side", "Dix-huit ans, couché"), columns = columns, rows = row, landscape = "auto" }
end

--- More rows than a page is high.
local function long(doc)
  local rows = {}
  for i = 1, 64 do
    if i % 16 == 1 then rows[#rows + 1] = { group = say("Round ", "Cycle ") .. (i // 16 + 1) } end
    rows[#rows + 1] = { level = 2, say("Goal ", "Objectif ") .. i, i % 6 == 0
      and say("A goal that was agreed late, after two readings, and is therefore told in more words than the others",
              "Un objectif convenu tard, après deux lectures, et donc dit en plus de mots que les autres") or say("Agreed", "Convenu"), i * 37 % 100 / 100 * 100 }
  end
  doc:heading(say("Long", "Longue"), { level = 2, id = "tables-long" })
  doc:table { id = "tbl-long", caption = say("Goals of four rounds", "Objectifs de quatre cycles"),
              columns = { { title = say("Goal", "Objectif"), header = true, width = "20%" }, { title = say("State", "État"), width = "1*" },
                          { title = say("Done", "Fait"), align = "decimal", width = 70, format = { decimals = 0, unit = "%" } } },
              rows = rows, foot = { { total = true, say("All goals", "Tous les objectifs"), "", 48 } }, foot_repeat = true }
end

return {
  name = "specimen-tables", version = "1.0.0", api = 1,
  summary = "A specimen of tables",

  build = function(ctx, doc)
    english = ctx.language ~= "fr"
    doc:heading(say("Tables", "Tableaux"), { id = "tables" })
    doc:prose("intro")
    frameworks(doc)
    numbers(doc)
    cells(doc)
    heat(doc)
    wide(doc)
    long(doc)
  end,
}
