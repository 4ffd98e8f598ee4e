--- Every kind of chart with its options, on data as a briefing has them.
local NAN = 0 / 0

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

local function bars(doc, say)
  doc:heading(say("bars"), { level = 2 })
  doc:chart {
    kind = "bar", id = "fig-bars", show_values = true,
    caption = say("bars-caption"),
    y_title = say("countries"),
    labels = {
      say("central-eastern-europe"), say("south-caucasus-central"),
      say("mediterranean"), say("gulf"), say("asia-pacific-others"),
    },
    series = {
      { name = "2004", values = { 12, 8, 7, 4, 2 } }, { name = "2014", values = { 9, 8, 7, 4, 8 } }, { name = "2024", values = { 6, 8, 7, 4, 10 } },
    },
    source = say("bars-source"),
  }
  doc:text(say("tiny-text"))
  doc:chart {
    kind = "bar", caption = say("tiny-caption"), y_title = say("billion-us-dollars"), height = 110,
    labels = { say("united-states"), say("germany"), say("france"), say("poland"), say("portugal"), say("latvia"), say("albania"), say("iceland") },
    series = { { name = "2024", values = { 967.7, 97.7, 64.3, 34.9, 4.6, 1.4, 0.5, 0.2 } } },
  }
  doc:chart {
    kind = "bar", horizontal = true, id = "fig-lying", show_values = true, unit = say("percent"), decimals = 1,
    caption = say("lying-caption"),
    labels = {
      say("defence-education-training"), say("cyber-defence"),
      say("civil-preparedness"),
      say("women-peace-security"), say("logistics"), say("small-arms"),
      say("maritime-security"),
    },
    series = { { name = say("share"), values = { 27.4, 21.9, 16.3, 12.2, 9.6, 7.5, 5.1 } } },
    data = "annex",
  }
  doc:chart {
    kind = "bar", horizontal = true, caption = say("trade-caption"), prefix = say("euro"), unit = say("million"),
    labels = { say("north"), say("east"), say("south") },
    series = { { name = "2019", values = { -120, 85, 40 } }, { name = "2024", values = { -310, 132, -15 } } }, show_values = true,
  }
end

local function stacks(doc, say)
  doc:heading(say("stacks-shares"), { level = 2 })
  doc:chart {
    kind = "stacked", id = "fig-stacked", show_values = true, caption = say("stacked-caption"), y_title = say("exercises-a-year"),
    labels = years(2015, 2024),
    series = {
      { name = say("land"), values = { 42, 45, 48, 51, 55, 31, 44, 57, 63, 68 } }, { name = say("sea"), values = { 18, 19, 21, 24, 22, 12, 19, 25, 27, 30 } },
      { name = say("air"), values = { 14, 14, 16, 17, 19, 11, 15, 20, 22, 24 } }, { name = say("cyber"), values = { 3, 4, 5, 7, 9, 10, 12, 14, 15, 17 } },
    },
    marks = { { from = "2020", to = "2021", axis = "x", label = say("pandemic") } },
  }
  doc:chart {
    kind = "percent", horizontal = true, show_values = true, decimals = 0, id = "fig-percent",
    caption = say("percent-caption"),
    labels = { say("finland-2022"), say("georgia"), say("moldova"), say("serbia"), say("austria") },
    series = {
      { name = say("yes-certainly"), values = { 46, 41, 22, 7, 14 } }, { name = say("rather-yes"), values = { 30, 28, 21, 12, 25 } },
      { name = say("rather-not"), values = { 10, 12, 20, 21, 28 } }, { name = say("no"), values = { 7, 9, 24, 52, 22 } }, { name = say("dont-know"), values = { 7, 10, 13, 8, 11 } },
    },
    source = say("percent-source"), note = say("percent-note"),
    data = "below",
  }
  doc:chart {
    kind = "stacked", caption = say("change-caption"), y_title = say("thousand-persons"), height = 120,
    labels = years(2018, 2024),
    series = { { name = say("recruited"), values = { 9.1, 8.7, 6.2, 7.9, 10.4, 11.2, 12.1 } }, { name = say("retired"), values = { -5.2, -5.4, -5.1, -5.8, -6.0, -6.3, -6.1 } },
               { name = say("left-early"), values = { -3.1, -3.3, -2.0, -2.6, -3.9, -4.4, -3.6 } } },
  }
end

local function lines(doc, say)
  doc:heading(say("lines-areas"), { level = 2 })
  doc:chart {
    kind = "line", id = "fig-members", x = "date", caption = say("members-caption"), y_title = say("countries"), labels = years(1990, 2025),
    series = {
      { name = say("members"), values = steps(1990, 2025, { [1990] = 16, [1999] = 19, [2004] = 26, [2009] = 28, [2017] = 29, [2020] = 30, [2023] = 31, [2024] = 32 }) },
      { name = say("partnership-peace"), values = steps(1990, 2025, { [1994] = 23, [1995] = 27, [1999] = 25, [2000] = 26, [2002] = 27, [2004] = 20, [2006] = 23, [2008] = 24, [2009] = 22, [2017] = 21, [2020] = 20, [2023] = 19, [2024] = 18 }) },
    },
    marks = { { at = "2014-03", axis = "x", label = say("annexation-crimea") }, { from = "1991-07", to = "1999", axis = "x", label = say("years-founding") } },
    annotations = { { x = "2004", y = 26, text = say("seven-partners-become") } }, data = "annex",
    source = say("members-source"),
  }
  doc:chart {
    kind = "line", x = "date", caption = say("readiness-caption"), y_title = say("readiness-title"), height = 105,
    labels = { "2023-01-20", "2023-03-14", "2023-03-30", "2023-06-28", "2023-11-05", "2024-01-09", "2024-02-02", "2024-05-30" }, show_values = true,
    series = { { name = say("units"), values = { 31, 34, 33, 38, 41, 47, 46, 52 } } }, min = 20, max = 60,
  }
  doc:chart {
    kind = "line", caption = say("budgets-caption"), y_title = say("share-of-gdp"), labels = years(2014, 2024),
    series = { { name = say("northland"), values = { 1.2, 1.3, 1.4, 1.5, 1.6, 1.7, 1.8, 1.9, 2.0, 2.3, 2.6 } }, { name = say("southland"), values = { 1.4, 1.3, 1.4, 1.5, 1.6, 1.6, 1.6, 1.7, 1.7, 1.9, 2.0 } },
               { name = say("westland"), values = { 0.9, 0.9, 0.9, 1.0, 1.0, 1.1, 1.2, 1.2, 1.3, 1.4, 1.4 } } },
    marks = { { at = 2, label = say("guideline-of-two") } }, min = 0, height = 120,
  }
  doc:chart {
    kind = "line", scale = "log", x = "date", caption = say("drones-caption"), labels = { "2021-Q1", "2021-Q2", "2021-Q3", "2021-Q4", "2022-Q1", "2022-Q2", "2022-Q3", "2022-Q4", "2023-Q1", "2023-Q2" },
    y_title = say("pieces"), height = 110,
    series = { { name = say("small"), values = { 120, 180, 240, 410, 5200, 14000, 31000, 52000, 88000, 140000 } }, { name = say("large"), values = { 4, 6, 5, 9, 24, 38, 61, 75, 90, 130 } } },
  }
  doc:chart {
    kind = "area", x = "date", id = "fig-area", caption = say("area-caption"), y_title = say("million-euros"), labels = years(2008, 2024),
    series = {
      { name = say("north-america"), values = { 410, 420, 433, 440, 428, 430, 452, 470, 488, 495, 470, 455, 440, 462, 510, 548, 560 } },
      { name = say("western-europe"), values = { 510, 505, 498, 502, 515, 520, 541, 560, 580, 602, 640, 668, 690, 720, 830, 910, 985 } },
      { name = say("central-europe"), values = { 90, 95, 99, 108, 117, 124, 138, 151, 163, 180, 198, 214, 225, 250, 340, 412, 470 } },
      { name = say("partners"), values = { 20, 22, 26, 31, 35, 40, 44, 43, 47, 51, 55, 59, 57, 62, 71, 83, 96 } },
    },
  }
end

local function points(doc, say)
  doc:heading(say("points"), { level = 2 })
  doc:chart {
    kind = "scatter", id = "fig-scatter", caption = say("scatter-caption"), x_scale = "log", x_prefix = say("dollar"), x_unit = say("dollars"), x_title = say("output-a-head"),
    y_title = say("defence-share-output"), unit = say("percent"), height = 190,
    series = {
      { name = say("allies"), points = {
        { 86.6, 3.4, label = say("united-states"), size = 340 }, { 55.5, 2.1, label = say("germany"), size = 84 }, { 46.2, 2.0, label = say("france"), size = 68 }, { 23.0, 4.1, label = say("poland"), size = 37 },
        { 15.9, 2.1, label = say("turkiye"), size = 86 }, { 31.2, 3.4, label = say("estonia"), size = 1.4 }, { 54.0, 2.4, label = say("finland"), size = 5.6 }, { 40.2, 1.5, label = say("italy"), size = 59 }, { 10.5, 2.0, label = say("albania"), size = 2.7 } } },
      { name = say("partners"), points = {
        { 9.1, 2.4, label = say("georgia"), size = 3.7 }, { 7.8, 0.6, label = say("moldova"), size = 2.5 }, { 58.0, 0.9, label = say("austria"), size = 9.2 }, { 106, 0.7, label = say("switzerland"), size = 9 },
        { 33.1, 1.4, label = say("japan"), size = 123 }, { 36.1, 2.6, label = say("korea"), size = 51 }, { 13.0, 2.3, label = say("serbia"), size = 6.6 } } },
    },
    note = say("scatter-note"),
  }
  doc:chart {
    kind = "dot", id = "fig-dot", caption = say("dot-caption"), unit = say("percent"), show_values = true,
    labels = { say("hungary"), say("france"), say("norway"), say("canada"), say("germany"), say("turkiye") },
    series = { { name = "1999", values = { 9.6, 8.5, 3.2, 10.8, 1.4, 0.9 } }, { name = "2024", values = { 19.8, 16.7, 15.7, 16.5, 13.4, 0.4 } } }, min = 0,
  }
  doc:chart {
    kind = "slope", id = "fig-slope", caption = say("slope-caption"), labels = { say("before"), say("after") }, height = 130,
    series = { { name = say("alpha"), values = { 120, 210 } }, { name = say("bravo"), values = { 340, 300 } }, { name = say("charlie"), values = { 95, 90 } }, { name = say("delta"), values = { 260, 265 } }, { name = say("echo"), values = { 180, 60 } } },
  }
end

local function shares(doc, say)
  doc:heading(say("wholes-their-parts"), { level = 2 })
  doc:chart {
    kind = "pie", id = "fig-pie", caption = say("pie-caption"), height = 120,
    labels = { say("united-states"), say("germany"), say("united-kingdom"), say("france"), say("italy"), say("all-others") },
    series = { { name = say("share"), values = { 15.8, 15.8, 11.0, 10.2, 8.5, 38.7 } } },
  }
  doc:chart {
    kind = "donut", id = "fig-donut", show_values = true, y_title = say("projects"), caption = say("donut-caption"), height = 120,
    labels = { say("destruction-munitions"), say("mine-action"), say("building-integrity"), say("rehabilitation"), say("cyber-defence") },
    series = { { name = say("projects-name"), values = { 41, 23, 12, 9, 3 } } },
  }
end

local function multiples(doc, say)
  doc:heading(say("many-once"), { level = 2 })
  local function panel(title, values, other)
    return { title = title, series = { { name = say("spending"), values = values }, { name = say("plan"), values = other } } }
  end
  doc:chart {
    kind = "line", id = "fig-multiples", x = "date", labels = years(2014, 2024), caption = say("multiples-caption"), unit = say("percent"),
    multiples = {
      panel(say("estonia"), { 1.9, 2.0, 2.1, 2.0, 2.0, 2.1, 2.3, 2.0, 2.2, 3.0, 3.4 }, { 2, 2, 2, 2, 2, 2, 2, 2.1, 2.2, 2.7, 3.2 }),
      panel(say("spain"), { 0.9, 0.9, 0.8, 0.9, 0.9, 0.9, 1.0, 1.0, 1.2, 1.2, 1.3 }, { 0.9, 1.0, 1.0, 1.0, 1.1, 1.1, 1.2, 1.2, 1.3, 1.4, 1.5 }),
      panel(say("greece"), { 2.2, 2.3, 2.4, 2.4, 2.5, 2.4, 2.9, 3.7, 3.9, 3.1, 3.1 }, { 2, 2, 2, 2, 2, 2, 2, 2.5, 3, 3, 3 }),
      panel(say("canada"), { 1.0, 1.2, 1.2, 1.4, 1.3, 1.3, 1.4, 1.3, 1.2, 1.3, 1.4 }, { 1.0, 1.1, 1.2, 1.2, 1.3, 1.4, 1.4, 1.4, 1.5, 1.6, 1.7 }),
      panel(say("romania"), { 1.4, 1.5, 1.4, 1.7, 1.8, 1.8, 2.0, 1.9, 1.7, 1.6, 2.3 }, { 1.4, 1.6, 1.7, 1.8, 2, 2, 2, 2, 2, 2.5, 2.5 }),
      panel(say("denmark"), { 1.2, 1.1, 1.2, 1.1, 1.3, 1.3, 1.4, 1.3, 1.4, 2.0, 2.4 }, { 1.2, 1.2, 1.2, 1.2, 1.3, 1.3, 1.4, 1.5, 1.5, 1.9, 2.2 }),
    },
    marks = { { at = 2, label = say("guideline") } }, min = 0,
  }
  doc:chart {
    kind = "sparkline", id = "fig-spark", x = "date", labels = years(2010, 2024), caption = say("spark-caption"),
    series = {
      { name = say("joint-exercises"), values = { 61, 63, 60, 66, 71, 77, 82, 90, 99, 105, 64, 90, 116, 127, 139 } },
      { name = say("officers-at-courses"), values = { 3120, 3240, 3090, 3310, 3450, 3520, 3490, 3610, 3740, 3820, 1960, 2450, 3600, 4010, 4230 } },
      { name = say("staff-from-partners"), values = { 64, 66, 70, 69, 73, 78, 80, 77, 76, 79, 81, 83, 80, 72, 70 } },
      { name = say("open-requests"), values = { 120, 118, 131, 140, 138, 151, 149, 160, 171, 169, 210, 230, 214, 190, 181 } },
      { name = say("days-to-answer"), values = { 48, 47, 45, 46, 41, 39, 40, 38, 33, 31, 52, 49, 36, 30, 27 } },
    },
  }
end

return {
  name = "specimen-charts", version = "1.0.0", api = 1,
  summary = "A specimen of charts: every kind, every option",

  build = function(ctx, doc)
    local say = ctx.label
    doc:heading(say("charts"), { id = "charts" })
    doc:prose("intro")
    bars(doc, say)
    stacks(doc, say)
    lines(doc, say)
    points(doc, say)
    shares(doc, say)
    multiples(doc, say)
  end,
}
