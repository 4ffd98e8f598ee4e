--- What the engine makes of maps: the world and regions, categories and numbers, points, small states, disputed borders.

local function year_of(iso)
  return tonumber(iso:sub(1, 4))
end

-- The languages the base knows countries by; in others the engine names them.
local NAMES_IN = { en = true, fr = true }

-- What each country is on the day, and what the base calls it.
local function survey(ctx)
  local facts, values, names, years = ctx.facts, {}, {}, {}
  for _, ally in ipairs(facts:members()) do
    values[ally.code], names[ally.code] = "ally", ally.name
    years[ally.code] = year_of(ctx.as_of) - year_of(ally.accession)
  end
  for _, status in ipairs(facts:partners()) do
    values[status.code], names[status.code] = status.kind, status.name
  end
  return values, NAMES_IN[ctx.language] and names or nil, years
end

-- Places by the keys of their names.
local CAPITALS = {
  { lat = 50.45, lon = 30.52, label = "kyiv" }, { lat = 47.01, lon = 28.86, label = "chisinau" }, { lat = 41.69, lon = 44.83, label = "tbilisi" },
  { lat = 44.43, lon = 26.10, label = "bucharest" }, { lat = 39.93, lon = 32.86, label = "ankara" },
  { lat = 42.70, lon = 23.32, label = "sofia" }, { lat = 53.90, lon = 27.57, label = "minsk" },
}

local PORTS = {
  { lat = 46.48, lon = 30.73, label = "odesa", kind = "square" }, { lat = 44.17, lon = 28.65, label = "constanta", kind = "square" },
  { lat = 43.20, lon = 27.92, label = "varna", kind = "square" }, { lat = 44.62, lon = 33.53, label = "sevastopol", kind = "square" },
  { lat = 44.72, lon = 37.77, label = "novorossiysk", kind = "diamond" }, { lat = 41.00, lon = 39.72, label = "trabzon", kind = "square" },
  { lat = 41.65, lon = 41.64, label = "batumi", kind = "square" }, { lat = 42.15, lon = 41.66, label = "poti", kind = "square" },
  { lat = 41.01, lon = 28.98, label = "istanbul", kind = "ring", size = 6 }, { lat = 41.29, lon = 36.33, label = "samsun", kind = "triangle" },
}

local TBILISI = { { lat = 41.69, lon = 44.83, label = "tbilisi", kind = "ring" } }

local function named(ctx, points)
  local out = {}
  for i, point in ipairs(points) do
    out[i] = { lat = point.lat, lon = point.lon, kind = point.kind, size = point.size, label = ctx.label(point.label) }
  end
  return out
end

return {
  name = "specimen-maps", version = "1.0.0", api = 1,
  summary = "A specimen of maps",
  uses = { "facts" },

  build = function(ctx, doc)
    local values, names, years = survey(ctx)
    local status = {
      { key = "ally", title = ctx.label("ally") }, { key = "partner", title = ctx.label("partner") },
      { key = "suspended", title = ctx.label("suspended") },
    }

    doc:heading(ctx.label("title"), { id = "maps" })
    doc:prose("intro")

    doc:heading(ctx.label("world"), { level = 2 })
    doc:map { area = "world", values = values, categories = status, names = names, caption = ctx.label("world-caption"), id = "map-world" }

    doc:heading(ctx.label("europe"), { level = 2 })
    doc:map { area = "europe", values = values, categories = status, names = names,
              title = ctx.label("europe-title"), caption = ctx.label("europe-caption"), note = ctx.label("europe-note"), height = 255, id = "map-europe" }
    doc:map { area = "europe", values = years, names = names, labels = "values", value_title = ctx.label("years"),
              caption = ctx.label("years-caption"), height = 255, id = "map-years" }

    doc:heading(ctx.label("regions"), { level = 2 })
    doc:map { bbox = { w = 22, s = 38.5, e = 46, n = 52.5 }, values = values, categories = status, names = names, labels = "none",
              points = named(ctx, CAPITALS), scale = true, caption = ctx.label("capitals-caption"), height = 255, id = "map-capitals" }
    doc:map { area = "black-sea", points = named(ctx, PORTS), labels = "codes", scale = true, graticule = true,
              caption = ctx.label("ports-caption"), height = 255, id = "map-ports" }
    doc:map { area = "mediterranean", values = values, categories = status, names = names, caption = ctx.label("mediterranean-caption"),
              labels = { "DZA", "MAR", "TUN", "EGY", "ISR", "JOR", "MLT", "MRT", "ESP", "FRA", "ITA", "GRC", "TUR" }, id = "map-mediterranean" }
    doc:map { area = "gulf-middle-east", values = values, categories = status, names = names, caption = ctx.label("gulf-caption"), height = 255,
              focus = { "BHR", "KWT", "QAT", "ARE" }, id = "map-gulf" }
    doc:map { bbox = { w = 60, s = -48, e = -150, n = 60 }, values = values, categories = status, names = names,
              labels = { "AUS", "NZL", "JPN", "KOR", "MNG" }, graticule = true, caption = ctx.label("pacific-caption"), height = 310, id = "map-pacific" }

    doc:heading(ctx.label("countries"), { level = 2 })
    doc:map { country = "GEO", names = names, scale = true, points = named(ctx, TBILISI),
              caption = ctx.label("country-caption"), id = "map-georgia" }
    doc:map { countries = { "EST", "LVA", "LTU" }, projection = "conformal", labels = "names", names = names,
              caption = ctx.label("baltic-caption"), height = 220, id = "map-baltic" }
    doc:map { area = "arctic", values = values, categories = { { key = "ally", title = ctx.label("ally"), colour = "#2f6f5e" },
              { key = "partner", title = ctx.label("partner"), colour = "#d9a441" }, { key = "suspended", title = ctx.label("suspended"), colour = "#b9b9b9" } },
              labels = "codes", graticule = true, height = 300, caption = ctx.label("arctic-caption"), id = "map-arctic" }
  end,
}
