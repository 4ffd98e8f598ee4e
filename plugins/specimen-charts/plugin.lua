--- Every kind of chart with its options, on data as a briefing has them.
local NAN = 0 / 0

-- Words in the report's language: the specimen speaks two.
local function words(ctx)
  return function(en, fr)
    return ctx.language == "fr" and fr or en
  end
end

local function years(from, to)
  local labels = {}
  for year = from, to do
    labels[#labels + 1] = tostring(year)
  end
  return labels
end

-- What a year has of a count that changes in the years given: { [1949] = 12, … }.
local function steps(from, to, changes)
  local values, now = {}, NAN
  for year = from, to do
    now = changes[year] or now
    values[#values + 1] = now
  end
  return values
end

local function bars(doc, t)
  doc:heading(t("Bars", "Barres"), { level = 2 })
  doc:chart {
    kind = "bar", id = "fig-bars", show_values = true,
    caption = t("Partners by region, at the end of three decades", "Partenaires par région, à la fin de trois décennies"),
    y_title = t("Countries", "Pays"),
    labels = {
      t("Central and Eastern Europe", "Europe centrale et orientale"), t("South Caucasus and Central Asia", "Caucase du Sud et Asie centrale"),
      t("Mediterranean", "Méditerranée"), t("Gulf", "Golfe"), t("Asia-Pacific and others", "Asie-Pacifique et autres"),
    },
    series = {
      { name = "2004", values = { 12, 8, 7, 4, 2 } }, { name = "2014", values = { 9, 8, 7, 4, 8 } }, { name = "2024", values = { 6, 8, 7, 4, 10 } },
    },
    source = t("Source: lists of partners, end of year. Counts are illustrative.", "Source : listes de partenaires, fin d’année. Chiffres illustratifs."),
  }
  doc:text(t("A bar that huge ones beside it make all but vanish is still seen, and told by its value.",
    "Une barre que de très hautes voisines effacent presque reste visible, et sa valeur est dite."))
  doc:chart {
    kind = "bar", caption = t("Defence expenditure of some Allies", "Dépenses de défense de quelques Alliés"), y_title = t("Billion US dollars", "Milliards de dollars des États-Unis"), height = 110,
    labels = { t("United States", "États-Unis"), t("Germany", "Allemagne"), "France", t("Poland", "Pologne"), "Portugal", t("Latvia", "Lettonie"), t("Albania", "Albanie"), t("Iceland", "Islande") },
    series = { { name = "2024", values = { 967.7, 97.7, 64.3, 34.9, 4.6, 1.4, 0.5, 0.2 } } },
  }
  doc:chart {
    kind = "bar", horizontal = true, id = "fig-lying", show_values = true, unit = t("%", " %"), decimals = 1,
    caption = t("What partners ask for: share of requests by subject", "Ce que demandent les partenaires : part des demandes par sujet"),
    labels = {
      t("Defence education and training", "Formation et entraînement de défense"), t("Cyber defence", "Cyberdéfense"),
      t("Civil preparedness and the protection of critical infrastructure against hybrid threats", "Préparation du secteur civil et protection des infrastructures critiques contre les menaces hybrides"),
      t("Women, peace and security", "Femmes, paix et sécurité"), t("Logistics", "Logistique"), t("Small arms, mine action", "Armes légères, action contre les mines"),
      t("Maritime security", "Sûreté maritime"),
    },
    series = { { name = t("Share", "Part"), values = { 27.4, 21.9, 16.3, 12.2, 9.6, 7.5, 5.1 } } },
    data = "annex",
  }
  doc:chart {
    kind = "bar", horizontal = true, caption = t("Trade balance with three neighbours", "Balance commerciale avec trois voisins"), prefix = "€", unit = "m",
    labels = { t("North", "Nord"), t("East", "Est"), t("South", "Sud") },
    series = { { name = "2019", values = { -120, 85, 40 } }, { name = "2024", values = { -310, 132, -15 } } }, show_values = true,
  }
end

local function stacks(doc, t)
  doc:heading(t("Stacks and shares", "Piles et parts"), { level = 2 })
  doc:chart {
    kind = "stacked", id = "fig-stacked", show_values = true, caption = t("Exercises by domain", "Exercices par domaine"), y_title = t("Exercises a year", "Exercices par an"),
    labels = years(2015, 2024),
    series = {
      { name = t("Land", "Terre"), values = { 42, 45, 48, 51, 55, 31, 44, 57, 63, 68 } }, { name = t("Sea", "Mer"), values = { 18, 19, 21, 24, 22, 12, 19, 25, 27, 30 } },
      { name = t("Air", "Air"), values = { 14, 14, 16, 17, 19, 11, 15, 20, 22, 24 } }, { name = t("Cyber", "Cyber"), values = { 3, 4, 5, 7, 9, 10, 12, 14, 15, 17 } },
    },
    marks = { { from = "2020", to = "2021", axis = "x", label = t("Pandemic", "Pandémie") } },
  }
  doc:chart {
    kind = "percent", horizontal = true, show_values = true, decimals = 0, id = "fig-percent",
    caption = t("“Does cooperation with the Alliance make your country safer?”", "« La coopération avec l’Alliance rend-elle votre pays plus sûr ? »"),
    labels = { t("Finland (2022)", "Finlande (2022)"), t("Georgia", "Géorgie"), "Moldova", t("Serbia", "Serbie"), t("Austria", "Autriche") },
    series = {
      { name = t("Yes, certainly", "Oui, certainement"), values = { 46, 41, 22, 7, 14 } }, { name = t("Rather yes", "Plutôt oui"), values = { 30, 28, 21, 12, 25 } },
      { name = t("Rather not", "Plutôt non"), values = { 10, 12, 20, 21, 28 } }, { name = t("No", "Non"), values = { 7, 9, 24, 52, 22 } }, { name = t("Don’t know", "Sans opinion"), values = { 7, 10, 13, 8, 11 } },
    },
    source = t("Source: illustrative survey.", "Source : enquête fictive."), note = t("Note: answers are weighted; 1,000 interviews a country.", "Note : réponses pondérées ; 1 000 entretiens par pays."),
    data = "below",
  }
  doc:chart {
    kind = "stacked", caption = t("Net change of the force, by reason", "Variation des effectifs, par raison"), y_title = t("Thousand persons", "Milliers de personnes"), height = 120,
    labels = years(2018, 2024),
    series = { { name = t("Recruited", "Recrutés"), values = { 9.1, 8.7, 6.2, 7.9, 10.4, 11.2, 12.1 } }, { name = t("Retired", "Retraités"), values = { -5.2, -5.4, -5.1, -5.8, -6.0, -6.3, -6.1 } },
               { name = t("Left early", "Départs anticipés"), values = { -3.1, -3.3, -2.0, -2.6, -3.9, -4.4, -3.6 } } },
  }
end

local function lines(doc, t)
  doc:heading(t("Lines and areas", "Courbes et aires"), { level = 2 })
  doc:chart {
    kind = "line", id = "fig-members", x = "date", caption = t("Members and partners", "Membres et partenaires"), y_title = t("Countries", "Pays"), labels = years(1990, 2025),
    series = {
      { name = t("Members", "Membres"), values = steps(1990, 2025, { [1990] = 16, [1999] = 19, [2004] = 26, [2009] = 28, [2017] = 29, [2020] = 30, [2023] = 31, [2024] = 32 }) },
      { name = t("Partnership for Peace", "Partenariat pour la paix"), values = steps(1990, 2025, { [1994] = 23, [1995] = 27, [1999] = 25, [2000] = 26, [2001] = 27, [2004] = 20, [2006] = 23, [2009] = 22, [2017] = 21, [2020] = 20, [2023] = 19, [2024] = 18 }) },
    },
    marks = { { at = "2014-03", axis = "x", label = t("Annexation of Crimea", "Annexion de la Crimée") }, { from = "1991-07", to = "1999", axis = "x", label = t("Years of founding", "Années fondatrices") } },
    annotations = { { x = "2004", y = 26, text = t("Seven partners become Allies", "Sept partenaires deviennent Alliés") } }, data = "annex",
    source = t("Source: lists of members and partners at the end of each year.", "Source : listes des membres et des partenaires à la fin de chaque année."),
  }
  doc:chart {
    kind = "line", x = "date", caption = t("Readiness reviews, on the days they were held", "Revues de préparation, aux jours où elles ont eu lieu"), y_title = t("Units ready within 30 days", "Unités prêtes sous 30 jours"), height = 105,
    labels = { "2023-01-20", "2023-03-14", "2023-03-30", "2023-06-28", "2023-11-05", "2024-01-09", "2024-02-02", "2024-05-30" }, show_values = true,
    series = { { name = t("Units", "Unités"), values = { 31, 34, 33, 38, 41, 47, 46, 52 } } }, min = 20, max = 60,
  }
  doc:chart {
    kind = "line", caption = t("Two budgets that were equal for four years", "Deux budgets égaux pendant quatre ans"), y_title = t("Share of GDP, per cent", "Part du PIB, en pour cent"), labels = years(2014, 2024),
    series = { { name = t("Northland", "Nordland"), values = { 1.2, 1.3, 1.4, 1.5, 1.6, 1.7, 1.8, 1.9, 2.0, 2.3, 2.6 } }, { name = t("Southland", "Sudland"), values = { 1.4, 1.3, 1.4, 1.5, 1.6, 1.6, 1.6, 1.7, 1.7, 1.9, 2.0 } },
               { name = t("Westland", "Westland"), values = { 0.9, 0.9, 0.9, 1.0, 1.0, 1.1, 1.2, 1.2, 1.3, 1.4, 1.4 } } },
    marks = { { at = 2, label = t("Guideline: 2%", "Objectif : 2 %") } }, min = 0, height = 120,
  }
  doc:chart {
    kind = "line", scale = "log", x = "date", caption = t("Drones ordered, on a scale of powers of ten", "Drones commandés, sur une échelle de puissances de dix"), labels = { "2021-Q1", "2021-Q2", "2021-Q3", "2021-Q4", "2022-Q1", "2022-Q2", "2022-Q3", "2022-Q4", "2023-Q1", "2023-Q2" },
    y_title = t("Pieces", "Unités"), height = 110,
    series = { { name = t("Small", "Petits"), values = { 120, 180, 240, 410, 5200, 14000, 31000, 52000, 88000, 140000 } }, { name = t("Large", "Grands"), values = { 4, 6, 5, 9, 24, 38, 61, 75, 90, 130 } } },
  }
  doc:chart {
    kind = "area", x = "date", id = "fig-area", caption = t("Contributions by group of nations", "Contributions par groupe de nations"), y_title = t("Million euros", "Millions d’euros"), labels = years(2008, 2024),
    series = {
      { name = t("North America", "Amérique du Nord"), values = { 410, 420, 433, 440, 428, 430, 452, 470, 488, 495, 470, 455, 440, 462, 510, 548, 560 } },
      { name = t("Western Europe", "Europe occidentale"), values = { 510, 505, 498, 502, 515, 520, 541, 560, 580, 602, 640, 668, 690, 720, 830, 910, 985 } },
      { name = t("Central Europe", "Europe centrale"), values = { 90, 95, 99, 108, 117, 124, 138, 151, 163, 180, 198, 214, 225, 250, 340, 412, 470 } },
      { name = t("Partners", "Partenaires"), values = { 20, 22, 26, 31, 35, 40, 44, 43, 47, 51, 55, 59, 57, 62, 71, 83, 96 } },
    },
  }
end

local function points(doc, t)
  doc:heading(t("Points", "Points"), { level = 2 })
  doc:chart {
    kind = "scatter", id = "fig-scatter", caption = t("Economy, defence and population", "Économie, défense et population"), x_scale = "log", x_prefix = "$", x_title = t("Economic output a head, thousand dollars", "Production par habitant, milliers de dollars"),
    y_title = t("Defence, share of output", "Défense, part de la production"), unit = t("%", " %"), height = 190,
    series = {
      { name = t("Allies", "Alliés"), points = {
        { 86.6, 3.4, label = t("United States", "États-Unis"), size = 340 }, { 55.5, 2.1, label = t("Germany", "Allemagne"), size = 84 }, { 46.2, 2.0, label = "France", size = 68 }, { 23.0, 4.1, label = t("Poland", "Pologne"), size = 37 },
        { 15.9, 2.1, label = t("Türkiye", "Turquie"), size = 86 }, { 31.2, 3.4, label = t("Estonia", "Estonie"), size = 1.4 }, { 54.0, 2.4, label = t("Finland", "Finlande"), size = 5.6 }, { 40.2, 1.5, label = t("Italy", "Italie"), size = 59 }, { 10.5, 2.0, label = t("Albania", "Albanie"), size = 2.7 } } },
      { name = t("Partners", "Partenaires"), points = {
        { 9.1, 2.4, label = t("Georgia", "Géorgie"), size = 3.7 }, { 7.8, 0.6, label = "Moldova", size = 2.5 }, { 58.0, 0.9, label = t("Austria", "Autriche"), size = 9.2 }, { 106, 0.7, label = t("Switzerland", "Suisse"), size = 9 },
        { 33.1, 1.4, label = t("Japan", "Japon"), size = 123 }, { 36.1, 2.6, label = t("Korea", "Corée"), size = 51 }, { 13.0, 2.3, label = t("Serbia", "Serbie"), size = 6.6 } } },
    },
    source = t("Area of a circle: population. Figures are rounded.", "Surface d’un cercle : population. Chiffres arrondis."),
  }
  doc:chart {
    kind = "dot", id = "fig-dot", caption = t("Women in uniform, 1999 and 2024", "Femmes sous l’uniforme, 1999 et 2024"), unit = t("%", " %"), show_values = true,
    labels = { t("Hungary", "Hongrie"), "France", t("Norway", "Norvège"), "Canada", t("Germany", "Allemagne"), t("Türkiye", "Turquie") },
    series = { { name = "1999", values = { 9.6, 8.5, 3.2, 10.8, 1.4, 0.9 } }, { name = "2024", values = { 19.8, 16.7, 15.7, 16.5, 13.4, 0.4 } } }, min = 0,
  }
  doc:chart {
    kind = "slope", id = "fig-slope", caption = t("Troops in five missions, before and after the review", "Effectifs de cinq missions, avant et après la revue"), labels = { t("Before", "Avant"), t("After", "Après") }, height = 130,
    series = { { name = "Alpha", values = { 120, 210 } }, { name = "Bravo", values = { 340, 300 } }, { name = "Charlie", values = { 95, 90 } }, { name = "Delta", values = { 260, 265 } }, { name = "Echo", values = { 180, 60 } } },
  }
end

local function shares(doc, t)
  doc:heading(t("Wholes and their parts", "Touts et parties"), { level = 2 })
  doc:chart {
    kind = "pie", id = "fig-pie", caption = t("Who pays for the common budget", "Qui paie le budget commun"), height = 120,
    labels = { t("United States", "États-Unis"), t("Germany", "Allemagne"), t("United Kingdom", "Royaume-Uni"), "France", t("Italy", "Italie"), t("All others", "Tous les autres") },
    series = { { name = t("Share", "Part"), values = { 15.8, 15.8, 11.0, 10.2, 8.5, 38.7 } } },
  }
  doc:chart {
    kind = "donut", id = "fig-donut", show_values = true, y_title = t("projects", "projets"), caption = t("Trust fund projects by subject", "Projets des fonds d’affectation par sujet"), height = 120,
    labels = { t("Destruction of munitions", "Destruction de munitions"), t("Mine action", "Action contre les mines"), t("Building integrity", "Développement de l’intégrité"), t("Medical rehabilitation of wounded soldiers", "Réadaptation médicale des soldats blessés"), t("Cyber defence", "Cyberdéfense") },
    series = { { name = t("Projects", "Projets"), values = { 41, 23, 12, 9, 3 } } },
  }
end

local function multiples(doc, t)
  doc:heading(t("Many at once", "Plusieurs à la fois"), { level = 2 })
  local function panel(title, values, other)
    return { title = title, series = { { name = t("Spending", "Dépenses"), values = values }, { name = t("Plan", "Plan"), values = other } } }
  end
  doc:chart {
    kind = "line", id = "fig-multiples", x = "date", labels = years(2014, 2024), caption = t("Spending and plan in six nations, share of output", "Dépenses et plan de six nations, part de la production"), unit = t("%", " %"),
    multiples = {
      panel(t("Estonia", "Estonie"), { 1.9, 2.0, 2.1, 2.0, 2.0, 2.1, 2.3, 2.0, 2.2, 3.0, 3.4 }, { 2, 2, 2, 2, 2, 2, 2, 2.1, 2.2, 2.7, 3.2 }),
      panel(t("Spain", "Espagne"), { 0.9, 0.9, 0.8, 0.9, 0.9, 0.9, 1.0, 1.0, 1.2, 1.2, 1.3 }, { 0.9, 1.0, 1.0, 1.0, 1.1, 1.1, 1.2, 1.2, 1.3, 1.4, 1.5 }),
      panel(t("Greece", "Grèce"), { 2.2, 2.3, 2.4, 2.4, 2.5, 2.4, 2.9, 3.7, 3.9, 3.1, 3.1 }, { 2, 2, 2, 2, 2, 2, 2, 2.5, 3, 3, 3 }),
      panel(t("Canada", "Canada"), { 1.0, 1.2, 1.2, 1.4, 1.3, 1.3, 1.4, 1.3, 1.2, 1.3, 1.4 }, { 1.0, 1.1, 1.2, 1.2, 1.3, 1.4, 1.4, 1.4, 1.5, 1.6, 1.7 }),
      panel(t("Romania", "Roumanie"), { 1.4, 1.5, 1.4, 1.7, 1.8, 1.8, 2.0, 1.9, 1.7, 1.6, 2.3 }, { 1.4, 1.6, 1.7, 1.8, 2, 2, 2, 2, 2, 2.5, 2.5 }),
      panel(t("Denmark", "Danemark"), { 1.2, 1.1, 1.2, 1.1, 1.3, 1.3, 1.4, 1.3, 1.4, 2.0, 2.4 }, { 1.2, 1.2, 1.2, 1.2, 1.3, 1.3, 1.4, 1.5, 1.5, 1.9, 2.2 }),
    },
    marks = { { at = 2, label = t("Guideline", "Objectif") } }, min = 0,
  }
  doc:chart {
    kind = "sparkline", id = "fig-spark", x = "date", labels = years(2010, 2024), caption = t("Five indicators at a glance", "Cinq indicateurs d’un coup d’œil"),
    series = {
      { name = t("Exercises with partners", "Exercices avec les partenaires"), values = { 61, 63, 60, 66, 71, 77, 82, 90, 99, 105, 64, 90, 116, 127, 139 } },
      { name = t("Officers at courses", "Officiers en stage"), values = { 3120, 3240, 3090, 3310, 3450, 3520, 3490, 3610, 3740, 3820, 1960, 2450, 3600, 4010, 4230 } },
      { name = t("Staff from partners", "Personnel des partenaires"), values = { 64, 66, 70, 69, 73, 78, 80, 77, 76, 79, 81, 83, 80, 72, 70 } },
      { name = t("Open requests", "Demandes en cours"), values = { 120, 118, 131, 140, 138, 151, 149, 160, 171, 169, 210, 230, 214, 190, 181 } },
      { name = t("Days to an answer", "Jours jusqu’à la réponse"), values = { 48, 47, 45, 46, 41, 39, 40, 38, 33, 31, 52, 49, 36, 30, 27 } },
    },
  }
end

return {
  name = "specimen-charts", version = "1.0.0", api = 1,
  summary = "A specimen of charts: every kind, every option",

  build = function(ctx, doc)
    local t = words(ctx)
    doc:heading(t("Charts", "Graphiques"), { id = "charts" })
    doc:prose("intro")
    bars(doc, t)
    stacks(doc, t)
    lines(doc, t)
    points(doc, t)
    shares(doc, t)
    multiples(doc, t)
  end,
}
