--- Legal and political texts, and the status of forces agreement country by country.

local days = require("days")
local lists = require("lists")
local pad, begun, known, contains = days.pad, days.begun, days.known, lists.contains
local set_of = lists.set_of

return function(base)
  local api, data, near, day_of, named = base.api, base.data, base.near, base.day_of, base.named
  local partner_of = base.partner_of

  local function provisions(record)
    local list = {}
    for i, p in ipairs(record.provisions or {}) do
      list[i] = { article = named(p, "article"), topic = named(p, "topic") }
    end
    return list
  end

  -- What a text is called where there is little room; a resolution is known by its number.
  local function short(record)
    return record.type == "unsc-resolution" and record.key:match("%d+") or base.ctx.label("text." .. record.key)
  end

  local function text_view(record, day)
    return {
      key = record.key, title = named(record, "title"), short = short(record), type = record.type,
      date = record.date, place = named(record, "place"),
      in_force = known(record.in_force, day), ended = known(record.ended, day),
      parties = named(record, "parties"), provisions = provisions(record),
      role = near and named(record, "role_in_cooperation") or nil,
      frameworks = record.frameworks or {}, operations = record.operations or {},
      sources = record.sources, verified = record.verified,
      unsure = {
        date = contains(record.unverified_fields, "date"), in_force = contains(record.unverified_fields, "in_force"),
      },
    }
  end

  --- The text of that key, as legal() gives it, or nil where it had not been concluded by the day.
  function api:legal_text(key, as_of)
    local day = day_of(as_of)
    for _, record in ipairs(data.legal) do
      if record.key == key and begun(record.date, day) then
        return text_view(record, day)
      end
    end
    return nil
  end

  --- Texts concluded by the day, oldest first; in_force and ended only when they had come by then.
  --- options: types = list of treaty, political-document, agreement, unsc-resolution; framework, operation =
  --- only those that bear on it.
  function api:legal(as_of, options)
    local day, list = day_of(as_of), {}
    options = options or {}
    local types = options.types and set_of(options.types)
    for _, record in ipairs(data.legal) do
      local wanted = (types == nil or types[record.type])
        and (options.framework == nil or contains(record.frameworks, options.framework))
        and (options.operation == nil or contains(record.operations, options.operation))
      if wanted and begun(record.date, day) then
        list[#list + 1] = text_view(record, day)
      end
    end
    table.sort(list, function(a, b)
      if pad(a.date) ~= pad(b.date) then
        return pad(a.date) < pad(b.date)
      end
      return a.key < b.key
    end)
    return list
  end

  --- Models of agreement: no one document, so without a date; only on days near the cut-off.
  function api:legal_models()
    local list = {}
    for _, record in ipairs(near and data.legal or {}) do
      if record.date == nil then
        list[#list + 1] = {
          key = record.key, title = named(record, "title"), parties = named(record, "parties"),
          role = named(record, "role_in_cooperation"), sources = record.sources, verified = record.verified,
        }
      end
    end
    return list
  end

  --- The PfP status of forces agreement, country by country, as its register stood on the day; status is
  --- "in-force" (Additional Protocol in force), "signed" or "not-found".
  function api:sofa(codes, as_of)
    local day, list = day_of(as_of), {}
    for _, code in ipairs(codes or api:countries()) do
      local record = partner_of[code] and partner_of[code].sofa
      if record then
        local signed = known(record.agreement_signed, day)
        local further_signed = known(record.further_protocol_signed, day)
        local protocol = known(record.additional_protocol_in_force, day)
        list[#list + 1] = {
          country = code, name = api:name(code), signed = signed,
          agreement = known(record.agreement_in_force, day), protocol = protocol,
          further_signed = further_signed, further = known(record.further_protocol_in_force, day),
          status = protocol and "in-force" or (signed or further_signed) and "signed" or "not-found",
          note = near and named(record, "note") or nil, sources = record.sources, verified = record.verified,
        }
      end
    end
    return list
  end
end
