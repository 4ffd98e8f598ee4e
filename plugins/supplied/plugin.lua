--- What came with the request: its pictures, tables and texts, each under its own name, as its sender gave them.
--
-- A file captions.json beside them says more, by file name:
--   { "bridge.jpg": { "caption": "…", "alt": "…", "source": "…" }, "ships.csv": { "caption": "…", "source": "…" } }

local function heading(name)
  local stem = name:match("([^/]+)%.[^.]*$") or name
  return (stem:gsub("[-_]", " "))
end

-- Numbers stand right, where all of a column are numbers.
local function is_number(cell)
  return cell == "" or tonumber(cell) ~= nil
end

local function columns_of(csv)
  local columns = {}
  for i, title in ipairs(csv.columns) do
    local numbers = #csv.rows > 0
    for _, row in ipairs(csv.rows) do numbers = numbers and is_number(row[i]) end
    columns[i] = { title = title, align = numbers and "right" or "left", header = i == 1 and not numbers or nil }
  end
  return columns
end

-- Cells are words and not Markdown.
local function plain(cell)
  return (cell:gsub("[%*_`%[%]\\<>|{}#^]", "\\%0"))
end

local function show_table(ctx, doc, file, said)
  local csv, rows = ctx.read_csv(file.name), {}
  if #csv.rows == 0 then
    ctx.warn(file.name .. " has no rows below its columns")
    return
  end
  for i, row in ipairs(csv.rows) do
    rows[i] = {}
    for k, cell in ipairs(row) do rows[i][k] = plain(cell) end
  end
  doc:table { columns = columns_of(csv), rows = rows, caption = said.caption or plain(heading(file.name)), source = said.source }
end

local function show_image(ctx, doc, file, said)
  if not said.alt then
    ctx.warn("captions.json does not say what " .. file.name .. " shows (alt), for readers who cannot see it")
  end
  local caption = said.caption or plain(heading(file.name))
  doc:figure {
    image = "request:" .. file.name, caption = caption, source = said.source,
    alt = said.alt or ctx.label("alt", { name = heading(file.name) }),
  }
end

local shows = {
  csv = show_table,
  image = show_image,
  text = function(ctx, doc, file) doc:text(ctx.read(file.name)) end,
}

local CAPTIONS = { caption = true, alt = true, source = true }

-- What captions.json says, by file; what is of no file, or nothing that is looked for, is a mistake in it.
local function read_captions(ctx)
  local captions, came = {}, {}
  for _, file in ipairs(ctx.files) do
    came[file.name] = true
    if file.name == "captions.json" then captions = ctx.read_json(file.name) end
  end
  for name, said in pairs(captions) do
    if not came[name] then
      error('captions.json: no file "' .. name .. '" came with the request', 0)
    elseif type(said) ~= "table" then
      error('captions.json: of "' .. name .. '" it says a ' .. type(said) .. '; { "caption": "…" } was expected', 0)
    end
    for key in pairs(said) do
      if not CAPTIONS[key] then
        error('captions.json: of "' .. name .. '" it says "' .. key .. '"; it takes caption, alt and source', 0)
      end
    end
  end
  return captions
end

local function build(ctx, doc)
  local captions, shown = read_captions(ctx), 0
  doc:heading(ctx.label("heading"))
  for _, file in ipairs(ctx.files) do
    local show = shows[file.kind]
    if show then
      show(ctx, doc, file, captions[file.name] or {})
      shown = shown + 1
    elseif file.name ~= "captions.json" then
      ctx.warn(file.name .. " is no picture, table (.csv) or text (.md, .txt): it is not shown")
    end
  end
  if shown == 0 then
    doc:text(ctx.label("none"))
  else
    doc:text(ctx.label("whose"))
  end
end

return {
  name = "supplied", version = "1.0.0", api = 1,
  summary = "What came with the request: pictures, tables, texts",
  build = build,
}
