--- Maps: by area, box and country, with categories, numbers and points. All names are the author's: the language's own change with its tables.

local STATUS = { { key = "ally", title = "Ally" }, { key = "partner", title = "Partner" }, { key = "other", title = "Other", colour = "#b9b9b9" } }
local NAMES = {
  UKR = "Ukraine", GEO = "Georgia", MDA = "Moldova", ROU = "Romania", BGR = "Bulgaria", TUR = "Türkiye", RUS = "Russia", MLT = "Malta",
  AUS = "Australia", NZL = "New Zealand", JPN = "Japan", FJI = "Fiji", USA = "United States", ARM = "Armenia", AZE = "Azerbaijan",
}

return {
  name = "maps", version = "1.0.0", api = 1, summary = "Maps of all kinds",

  build = function(_, doc)
    doc:heading("Maps", { id = "maps" })
    doc:map { area = "world", values = { USA = "ally", RUS = "other", UKR = "partner", GB = "ally", AUS = "partner", CSK = "ally", DNK = "ally" },
              categories = STATUS, names = NAMES, caption = "The world", id = "map-world", alt = "A map of the world" }
    doc:map { area = "black-sea", values = { UKR = "partner", GEO = "partner", MDA = "partner", ROU = "ally", BGR = "ally", TUR = "ally", RUS = "other" },
              categories = STATUS, names = NAMES, title = "Round the Black Sea", note = "As of the day.", scale = true, graticule = true,
              points = { { lat = 44.6, lon = 33.5, label = "Sevastopol", kind = "diamond" }, { lat = 46.5, lon = 30.7, label = "Odesa", kind = "square" },
                         { lat = 41.0, lon = 29.0, label = "Istanbul", kind = "ring", size = 6 }, { lat = 48, lon = 2, label = "Paris" } },
              caption = "A region" }
    doc:map { area = "europe", values = { UKR = 4.5, GEO = 1.5, MDA = 0.5, ROU = 2.5, BGR = 2.1, TUR = 2.0, MLT = 0.7 }, names = NAMES,
              labels = "values", value_title = "Share of output, %", height = 160, caption = "Numbers" }
    doc:map { bbox = { w = 110, s = -50, e = -150, n = 45 }, values = { AUS = 10, NZL = 20, JPN = 30, FJI = 40 }, breaks = { 15, 25 }, legend = false,
              labels = { "AUS", "NZL", "JPN", "FJI" }, names = NAMES, projection = "azimuthal", caption = "Across the date line" }
    doc:map { country = "GEO", labels = "codes", points = { { lat = 41.7, lon = 44.8, label = "Tbilisi", kind = "triangle" } }, caption = "One country" }
    -- Czechoslovakia stands where two are today and is named once; who is not in the area has no place in words or legend.
    doc:map { area = "central-europe", values = { CSK = "partner", POL = "partner", DEU = "ally", AUS = "other" }, categories = STATUS,
              names = { CSK = "Czechoslovakia", POL = "Poland", DEU = "Germany" }, focus = { "CSK" }, height = 150, caption = "A state that is no more" }
    -- What is in dispute is dashed in the focus too; an island of France is not called France.
    doc:map { area = "western-balkans", focus = { "SRB" }, names = { SRB = "Serbia", TUR = "Türkiye" }, height = 150, caption = "A line in dispute" }
    doc:map { bbox = { w = 140, s = -35, e = 175, n = -10 }, values = { FRA = "ally", AUS = "partner" }, categories = STATUS, names = NAMES, height = 110 }
    doc:map { countries = { "ARM", "AZE", "GEO" }, focus = { "AZE" }, labels = "none", projection = "conformal", height = 120 }
    doc:map { bbox = { w = -30, s = 15, e = 75, n = 66 }, values = { LUX = "ally", MLT = "ally" }, categories = STATUS, height = 120 }
  end,
}
