--- Crises: the mechanisms of prevention open to partners, and the strength of operations by country on the days counted.

local days = require("days")
local pad, begun, in_force, known = days.pad, days.begun, days.in_force, days.known

return function(base)
  local api, data, near, day_of, named = base.api, base.data, base.near, base.day_of, base.named

  --- Mechanisms set up by the day, oldest first: `provides` is what partners have of each, on any day; `description` near only.
  function api:mechanisms(as_of)
    local day, list = day_of(as_of), {}
    for _, record in ipairs(data.mechanisms) do
      if begun(record.established, day) then
        list[#list + 1] = {
          key = record.key, strand = record.strand, name = named(record), established = record.established,
          ended = known(record.ended, day), in_force = in_force(record.established, record.ended, day),
          provides = named(record, "provides"), description = near and named(record, "description") or nil,
          frameworks = record.frameworks or {}, sources = record.sources, verified = record.verified,
        }
      end
    end
    table.sort(list, function(a, b) return pad(a.established) < pad(b.established) end)
    return list
  end

  -- What a contributor was on the day of the count.
  local function side(code, at)
    if api:member(code, at) then
      return "allies"
    end
    return api:status(code, at).is_partner and "partners" or "others"
  end

  local function snapshot_view(operation, record)
    local view = {
      operation = operation.key, name = named(operation), date = record.date, total = record.total,
      partial = record.partial, note = near and named(record, "note") or nil,
      counts = { allies = {}, partners = {}, others = {} }, sums = { allies = 0, partners = 0, others = 0 },
      sources = record.sources, verified = record.verified,
    }
    for code, n in pairs(record.by_country) do
      local of = side(code, record.date)
      table.insert(view.counts[of], { code = code, n = n })
      view.sums[of] = view.sums[of] + n
    end
    for _, list in pairs(view.counts) do
      table.sort(list, function(a, b) return a.n > b.n or a.n == b.n and a.code < b.code end)
    end
    return view
  end

  --- Strengths of operations counted by the day, operation by operation and oldest first. counts and sums part the
  --- contributors into allies, partners and others, as they were when counted; with `partial` the figures by
  --- country do not add up to the total, so no share may be reckoned from them.
  function api:snapshots(as_of)
    local day, list = day_of(as_of), {}
    for _, operation in ipairs(data.operations) do
      local own = {}
      for _, record in ipairs(operation.snapshots or {}) do
        if begun(record.date, day) then
          own[#own + 1] = snapshot_view(operation, record)
        end
      end
      table.sort(own, function(a, b) return pad(a.date) < pad(b.date) end)
      table.move(own, 1, #own, #list + 1, list)
    end
    return list
  end
end
