--- Maps of what countries are on the day: Allies, partners, partners with which cooperation is suspended, former partners.
--
--   doc:map(ctx.maps:status { area = "world", id = "map-world" })
--   doc:map(ctx.maps:status { region = "south-caucasus", focus = { "ARM", "AZE", "GEO" } })
--   doc:map(ctx.maps:status { country = "GEO" })
--
-- Colours are the template's, by the order of the categories, so that they mean the same on all maps of a report; the
-- engine hatches what would look alike in grey, dashes borders in dispute, and says under each map that it takes no
-- position on them.

local CATEGORIES = { "ally", "partner", "suspended", "former" }

-- How high maps of regions and of neighbourhoods are, in points: a page has room for text and a table beside.
local HEIGHT = 205

-- Where the engine's area of that name is not what a map of partners should show.
local REGIONS = {
  ["asia-pacific"] = { area = "asia-pacific", height = 290 },
  ["latin-america"] = { bbox = { w = -92, s = -6, e = -58, n = 16 } },
}

local function set_of(list)
  local set = {}
  for _, item in ipairs(list) do
    set[item] = true
  end
  return set
end

-- What each country is on the day, and what the base calls it. A country that never was a partner is neither.
local function survey(ctx)
  local facts, values, names = ctx.facts, {}, {}
  local shown = set_of(CATEGORIES)
  for _, ally in ipairs(facts:members()) do
    values[ally.code], names[ally.code] = "ally", ally.name
  end
  for _, code in ipairs(facts:countries()) do
    local status = facts:status(code)
    names[code] = status.name
    values[code] = shown[status.kind] and status.kind or nil
  end
  return values, names
end

local function categories(ctx)
  local list = {}
  for i, key in ipairs(CATEGORIES) do
    list[i] = { key = key, title = ctx.label("category." .. key) }
  end
  return list
end

-- What the outlines are, and that borders are newer than the day; nil where neither is to be said.
local function note(ctx, map)
  local sentences = {}
  if #(map.focus or {}) > 0 then
    sentences[#sentences + 1] = ctx.label("focus")
  end
  if not ctx.facts:is_near() then
    sentences[#sentences + 1] = ctx.label("borders")
  end
  return #sentences > 0 and table.concat(sentences, " ") or nil
end

-- The region's own extent, unless the options say otherwise.
local function put_region(map, key)
  map.region = nil
  for name, value in pairs(REGIONS[key] or { area = key }) do
    map[name] = map[name] or value
  end
end

local function provide(ctx)
  local api, values, names = {}, nil, nil

  --- What doc:map is to be given: its own options, with the status of all countries on the day, their names, a caption
  --- and a note where there is none. region = a region's key shows that region; share = 0.8 makes that part of its usual height.
  function api:status(options)
    if values == nil then
      values, names = survey(ctx)
    end
    local map = { values = values, names = names, categories = categories(ctx) }
    for name, value in pairs(options) do
      map[name] = value
    end
    local place = map.region and "caption.region" or "caption"
    map.caption = map.caption or ctx.label(place, {
      region = map.region and ctx.facts:region_name(map.region), date = ctx.facts:date(ctx.as_of),
    })
    map.note = map.note or note(ctx, map)
    if map.region then
      put_region(map, map.region)
    end
    if map.area ~= "world" then
      map.height = math.floor((map.height or HEIGHT) * (map.share or 1) + 0.5)
    end
    map.share = nil
    return map
  end

  return api
end

return {
  name = "maps", version = "1.0.0", api = 1,
  summary = "Maps of what countries are on the day",
  uses = { "facts" },
  provide = provide,
}
