--- What the engine makes of tables: heads, groups, numbers, notes, drawings, and what is too wide or too long.

--- Titles over titles, groups in two levels, marks of notes, a foot, a source.
local function frameworks(doc, say)
  doc:heading(say("heads-groups"), { level = 2, id = "tables-heads" })
  doc:table {
    id = "tbl-frameworks",
    caption = say("frameworks-caption"),
    columns = {
      { title = say("partner"), header = true },
      { title = say("signed-or-joined"), columns = {
        { title = say("pfp"), align = "right" }, { title = say("eapc"), align = "right" }, { title = "PARP", align = "right" } } },
      { title = say("tailored-cooperation"), columns = {
        { title = say("plan") }, { title = say("since"), align = "right" } } },
    },
    rows = {
      { group = say("euro-atlantic-area") },
      { group = say("south-caucasus"), level = 2 },
      { level = 3, id = "georgia-row", say("georgia"), 1994, 1997, 1999, "SNGP[^sngp]", 2014 },
      { level = 3, say("armenia"), 1994, 1997, 2002, "IPAP", 2005 },
      { level = 3, say("azerbaijan"), 1994, 1997, 1997, "IPAP", 2005 },
      { group = say("eastern-europe"), level = 2 },
      { level = 3, say("ukraine"), 1994, 1997, 1995, "CAP[^cap]", 2016 },
      { level = 3, say("moldova"), 1994, 1997, 1997, "DCB", 2015 },
      { group = say("western-europe"), level = 2 },
      { level = 3, say("austria"), 1995, 1997, 1996, "ITPP", 2024 },
      { level = 3, say("ireland"), 1999, 1999, 2001, "ITPP", 2024 },
      { level = 3, say("switzerland"), 1996, 1997, 1999, "ITPP", 2023 },
      { group = say("elsewhere") },
      { level = 2, say("australia"), { text = "–", colspan = 3, align = "center" }, "ITPP", 2023 },
      { level = 2, say("japan"), { text = "–", colspan = 3, align = "center" }, "ITPP", 2023 },
    },
    foot = { { total = true, say("all-partners-here"), 8, 8, 8, { text = "", colspan = 2 } } },
    notes = {
      sngp = say("sngp-note"),
      cap = say("cap-note"),
      say("itpp-note"),
    },
    source = say("frameworks-source"),
  }
end

--- Decimals, units, ranges, signs, what is missing; formats; bounds of widths.
local function numbers(doc, say)
  doc:heading(say("numbers"), { level = 2, id = "tables-numbers" })
  doc:table {
    id = "tbl-numbers", caption = say("numbers-caption"),
    zebra = true,
    columns = {
      { title = say("ally"), header = true, nowrap = true },
      { title = say("share-gdp-2024"), align = "decimal", format = { decimals = 2, unit = "%" } },
      { title = say("change-since-2014"), align = "decimal", format = { decimals = 2, sign = true } },
      { title = say("spending-million-dollars"), align = "decimal", format = { decimals = 0 } },
      { title = say("estimate"), align = "decimal" },
      { title = say("remark"), min = 90, max = 150 },
    },
    rows = {
      { say("poland"), 4.12, 2.24, 34975, say("estimate-range"), say("largest-share-all") },
      { say("united-states"), 3.38, -0.33, 967707, say("estimate-error"), say("two-thirds-all") },
      { say("greece"), 3.08, 0.86, 7126, say("estimate-plain"), "" },
      { say("germany"), 2.12, 0.93, 97686, say("not-available"), say("with-special-fund") },
      { say("france"), 2.06, 0.24, 64271, "–", "" },
      { say("croatia"), 1.81, -0.01, 1624, say("estimate-negative"), "" },
      { say("iceland"), "–", "–", "–", say("none"), say("has-no-armed") },
    },
    notes = { fund = say("fund-note") },
  }
end

--- Tones, blocks in cells, vertical places, spans of rows.
local function cells(doc, say)
  doc:heading(say("cells"), { level = 2, id = "tables-cells" })
  doc:table {
    id = "tbl-cells", caption = say("cells-caption"),
    columns = { { title = say("strand"), header = true, valign = "middle" }, { title = say("aims") },
                { title = say("state"), valign = "middle" }, { title = say("word"), align = "center", valign = "middle" } },
    rows = {
      { say("interoperability"),
        { blocks = say("interoperability-aims") },
        say("on-course"), { text = say("good"), tone = "good" } },
      { { text = say("defence-reform"), rowspan = 2 },
        say("reform-aims"),
        { text = say("stalled-since-law") },
        { text = say("bad"), tone = "bad" } },
      { say("women-peace-security"), { text = say("not-reported"), tone = "muted" },
        { text = say("open"), tone = "muted" } },
      { say("resilience"), say("resilience-aims"),
        { text = say("decision-due-november"), valign = "bottom" }, { text = say("key"), tone = "key" } },
    },
  }
  doc:table {
    id = "tbl-drawn", caption = say("drawn-caption"),
    columns = { { title = say("ally"), header = true }, { title = "2014–2024", format = { decimals = 1, unit = "%" } },
                { title = say("now"), align = "decimal", format = { decimals = 2, unit = "%" } },
                { title = say("equipment-all-spending"), format = { unit = "%" } },
                { title = say("goal-of-two") } },
    rows = {
      { say("poland"), { sparkline = { 1.9, 2.2, 2.0, 1.9, 2.0, 2.0, 2.2, 2.2, 2.2, 3.3, 4.1 } }, 4.12, { text = 51, bar = 0.51 }, { bar = 1 } },
      { say("latvia"), { sparkline = { 0.9, 1.0, 1.4, 1.6, 2.1, 2.0, 2.2, 2.1, 2.1, 2.4, 3.2 } }, 3.15, { text = 28, bar = 0.28 }, { bar = 1 } },
      { say("portugal"), { sparkline = { 1.3, 1.3, 1.3, 1.2, 1.3, 1.4, 1.4, 1.5, 1.4, 1.3, 1.6 } }, 1.55, { text = 19, bar = 0.19 }, { bar = 0.775 } },
      { say("spain"), { sparkline = { 0.9, false, 0.8, 0.9, 0.9, 0.9, 1.0, 1.0, 1.2, 1.2, 1.3 },
        alt = say("spain-alt") }, 1.28, { text = 30, bar = 0.3 }, { bar = 0.64 } },
    },
  }
end

--- Shades by value.
local function heat(doc, say)
  local years = { "2014", "2016", "2018", "2020", "2022", "2024" }
  local shares = {
    { say("poland"), 1.88, 2.00, 2.02, 2.24, 2.23, 4.12 }, { say("estonia"), 1.93, 2.07, 2.01, 2.35, 2.16, 3.43 },
    { say("latvia"), 0.94, 1.45, 2.06, 2.18, 2.09, 3.15 }, { say("finland"), 1.45, 1.42, 1.41, 1.53, 1.68, 2.41 },
    { say("united-kingdom"), 2.13, 2.08, 2.10, 2.32, 2.28, 2.33 }, { say("france"), 1.82, 1.79, 1.81, 2.00, 1.88, 2.06 },
    { say("italy"), 1.14, 1.18, 1.23, 1.59, 1.52, 1.49 }, { say("spain"), 0.92, 0.81, 0.93, 1.00, 1.17, 1.28 },
  }
  local columns = { { title = say("ally"), header = true } }
  for i, year in ipairs(years) do columns[i + 1] = { title = year, align = "decimal", format = { decimals = 2 } } end
  doc:heading(say("heat"), { level = 2, id = "tables-heat" })
  doc:table { id = "tbl-heat", caption = say("heat-caption"),
              columns = columns, rows = shares, heat = { low = 0.5 } }
end

--- More columns than a page is wide.
local function wide(doc, say)
  local columns, row = { { title = say("ally"), header = true } }, {}
  for year = 2007, 2024 do columns[#columns + 1] = { title = tostring(year), align = "decimal", format = { decimals = 2, unit = "%" }, nowrap = true } end
  local allies = { { say("denmark"), 1.15 }, { say("norway"), 1.54 }, { say("sweden"), 1.03 }, { say("netherlands"), 1.15 } }
  for i, ally in ipairs(allies) do
    row[i] = { ally[1] }
    for year = 2007, 2024 do row[i][#row[i] + 1] = ally[2] + (year - 2014) ^ 2 / 140 end
  end
  doc:heading(say("wide"), { level = 2, id = "tables-wide" })
  doc:text(say("wide-text"))
  doc:table { id = "tbl-wide", caption = say("wide-caption"), columns = columns, rows = row }
  doc:table { id = "tbl-turned", caption = say("turned-caption"), columns = columns, rows = row, landscape = "auto" }
end

--- More rows than a page is high.
local function long(doc, say)
  local rows = {}
  for i = 1, 64 do
    if i % 16 == 1 then rows[#rows + 1] = { group = say("round-n", { n = i // 16 + 1 }) } end
    rows[#rows + 1] = { level = 2, say("goal-n", { n = i }), i % 6 == 0
      and say("goal-late") or say("agreed"), i * 37 % 100 / 100 * 100 }
  end
  doc:heading(say("long"), { level = 2, id = "tables-long" })
  doc:table { id = "tbl-long", caption = say("long-caption"),
              columns = { { title = say("goal"), header = true, width = "20%" }, { title = say("state"), width = "1*" },
                          { title = say("done"), align = "decimal", width = 70, format = { decimals = 0, unit = "%" } } },
              rows = rows, foot = { { total = true, say("all-goals"), "", 48 } }, foot_repeat = true }
end

return {
  name = "specimen-tables", version = "1.0.0", api = 1,
  summary = "A specimen of tables",

  build = function(ctx, doc)
    local say = ctx.label
    doc:heading(say("tables"), { id = "tables" })
    doc:prose("intro")
    frameworks(doc, say)
    numbers(doc, say)
    cells(doc, say)
    heat(doc, say)
    wide(doc, say)
    long(doc, say)
  end,
}
