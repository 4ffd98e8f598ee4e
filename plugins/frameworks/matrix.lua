--- Who takes part in what, as a matrix of the partners by region.

-- The partners in the base's order of regions, each where it belongs first.
local function by_region(ctx, partners)
  local facts, list = ctx.facts, {}
  for _, region in ipairs(facts:regions()) do
    for _, status in ipairs(partners) do
      if facts:country(status.code).region == region.key then
        list[#list + 1] = { status = status, region = region }
      end
    end
  end
  return list
end

--- Draw the matrix. columns: { { key =, title = }, … }; mark_of(status, key) is the key of a mark or nil; marks: the keys
--- of labels "mark.KEY" in their order. Countries and columns without a mark are left out.
return function(ctx, doc, options)
  local held, used, rows, region = {}, {}, {}, nil
  local places = by_region(ctx, options.partners)
  for _, place in ipairs(places) do
    for _, column in ipairs(options.columns) do
      local mark = options.mark_of(place.status, column.key)
      if mark then
        held[column.key], used[mark], place.any = true, true, true
      end
    end
  end
  local columns, titles = {}, {}
  for _, column in ipairs(options.columns) do
    if held[column.key] then
      columns[#columns + 1], titles[#titles + 1] = column, column.title
    end
  end
  for _, place in ipairs(places) do
    if place.any then
      local cells = { place.status.name, id = place.status.code, group = place.region ~= region and place.region.name or nil }
      for _, column in ipairs(columns) do
        cells[#cells + 1] = options.mark_of(place.status, column.key) or ""
      end
      rows[#rows + 1], region = cells, place.region
    end
  end
  local marks = {}
  for _, key in ipairs(options.marks) do
    marks[#marks + 1] = used[key] and { key = key, title = ctx.label("mark." .. key) } or nil
  end
  if #columns < 2 or #rows < 2 then
    return false
  end
  doc:matrix {
    id = options.id, caption = options.caption, corner = ctx.label("column.country"), columns = titles, rows = rows, marks = marks,
  }
  return true
end
