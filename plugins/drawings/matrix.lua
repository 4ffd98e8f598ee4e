--- Who takes part in what, as a matrix of the partners by region.

-- The partners in the base's order of regions, each where it belongs first.
local function by_region(ctx, partners)
  local facts, list = ctx.facts, {}
  for _, region in ipairs(facts:regions()) do
    for _, status in ipairs(partners) do
      if facts:country(status.code).region == region.key then
        list[#list + 1] = { status = status, region = region, marks = {} }
      end
    end
  end
  return list
end

-- Those of the items, in their order, whose key is used.
local function kept(items, used)
  local list = {}
  for _, item in ipairs(items) do
    list[#list + 1] = used[item.key] and item or nil
  end
  return list
end

return function(ctx, options)
  local held, used, rows, titles, region = {}, {}, {}, {}, nil
  local places = by_region(ctx, options.partners)
  for _, place in ipairs(places) do
    for _, column in ipairs(options.columns) do
      local mark = options.mark_of(place.status, column.key)
      if mark then
        place.marks[column.key], held[column.key], used[mark] = mark, true, true
      end
    end
  end
  local columns = kept(options.columns, held)
  for i, column in ipairs(columns) do
    titles[i] = column.title
  end
  for _, place in ipairs(places) do
    if next(place.marks) then
      local cells = { place.status.name, id = place.status.code, group = place.region ~= region and place.region.name or nil }
      for _, column in ipairs(columns) do
        cells[#cells + 1] = place.marks[column.key] or ""
      end
      rows[#rows + 1], region = cells, place.region
    end
  end
  return {
    id = options.id, caption = options.caption, corner = ctx.label("country"), columns = titles, rows = rows,
    marks = kept(options.marks, used),
  }, used
end
