--- Countries and regions.

local days = require("days")
local lists = require("lists")
local known, set_of = days.known, lists.set_of

return function(base)
  local api, data, near, day_of, named = base.api, base.data, base.near, base.day_of, base.named
  local partner_of, region_of = base.partner_of, base.region_of

  --- { code, name, capital = {name, lat, lon}, region, regions, accession = {applied, invited, protocol_signed, acceded}
  --- known by the day }.
  function api:country(code, as_of)
    local day, record = day_of(as_of), partner_of[code]
    if record == nil then
      return nil
    end
    local path
    if record.nato_accession then
      local a = record.nato_accession
      path = {
        applied = known(a.applied, day), invited = known(a.invited, day),
        protocol_signed = known(a.protocol_signed, day), acceded = known(a.acceded, day),
        unsure = set_of(a.unverified_fields or {}), sources = a.sources, verified = a.verified,
      }
    end
    return {
      code = code, name = named(record), region = record.region,
      capital = { name = named(record, "capital"), lat = record.lat, lon = record.lon },
      regions = { record.region, table.unpack(record.also_regions or {}) },
      accession = path, note = near and named(record, "notes") or nil,
    }
  end

  -- Countries of a region that were never partners, and what there is to say of them.
  local function others_of(record)
    local list = {}
    for i, other in ipairs(near and record.non_partners_of_note or {}) do
      list[i] = { code = other.alpha3, name = api:name(other.alpha3), note = named(other, "note") }
    end
    return list
  end

  --- Regions in the base's order; summary, drivers and others (countries that were never partners: { code, name, note }),
  --- which have no date, only on days near the cut-off.
  function api:region(key)
    local record = region_of[key]
    return record and {
      key = key, name = named(record), formats = record.formats,
      summary = near and named(record, "summary") or nil, drivers = near and named(record, "drivers") or nil,
      others = others_of(record), sources = record.sources, verified = record.verified,
    }
  end

  --- All regions, as region() gives each.
  function api:regions()
    local list = {}
    for i, record in ipairs(data.regions) do
      list[i] = api:region(record.key)
    end
    return list
  end
end
