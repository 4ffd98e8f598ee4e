--- The partners region by region: status on the day, programmes, what happened last, and the exercises they took part in.
-- Beside this file: page.lua, what every region has, and one file for each region that has something of its own.

local page = require("page")

local NONE = 0 / 0  -- what a chart takes for "no value"
local LAST_EXERCISES = 10
local FIRST_MAP_SHARE = 0.78  -- of its usual height: the first region of a brief shares its page with the heading and a note

-- What a region has of its own.
local SPECIAL = {
  ["eastern-europe-black-sea"] = require("black_sea"),
  ["mediterranean-north-africa"] = require("mediterranean"),
  ["asia-pacific"] = require("asia_pacific"),
}

-- Of the countries asked for by name, how many are what; nil where all were asked for.
local function count_selected(ctx)
  if ctx.facts:is_all(ctx.params.countries) then
    return nil
  end
  local counts = { countries = #ctx.params.countries, partners = 0, allies = 0 }
  for _, code in ipairs(ctx.params.countries) do
    local status = ctx.facts:status(code)
    if status.kind == "ally" then
      counts.allies = counts.allies + 1
    elseif status.is_partner then
      counts.partners = counts.partners + 1
    end
  end
  return counts
end

-- Of the countries asked for by name, how many are what.
local function summary_selected(ctx, selected)
  local key = selected.allies > 0 and "summary.selected-allies"
    or selected.partners == selected.countries and "summary.selected-all" or "summary.selected"
  return ctx.label(key, {
    countries = selected.countries, partners = selected.partners, allies = selected.allies, date = ctx.facts:date(ctx.as_of),
  })
end

-- Where most partners are, and how many regions are without any.
local function summary_regions(ctx, regions)
  local most, names, without = 0, {}, 0
  for _, region in ipairs(regions) do
    local n = #region.current
    without = without + (n == 0 and 1 or 0)
    if n > most then
      most, names = n, {}
    end
    if n == most and n > 0 then
      names[#names + 1] = region.name
    end
  end
  if most == 0 then
    return ctx.label("summary.none", { n = #regions, date = ctx.facts:date(ctx.as_of) })
  end
  local key = #regions == 1 and "summary.single" or #names > 1 and "summary.tied" or "summary"
  return ctx.label(key, {
    n = #regions, name = names[1], names = text.list(names), partners = most, without = without,
  })
end

-- In which regions something changed in the time asked for.
local function summary_changed(ctx, regions, since)
  local names = {}
  for i, region in ipairs(regions) do
    names[i] = region.name
  end
  return ctx.label("summary.changed", { n = #names, names = text.list(names), since = ctx.facts:since(since) })
end

local function summary(ctx, regions, since)
  local selected = count_selected(ctx)
  if since then
    return summary_changed(ctx, regions, since)
  end
  return selected and summary_selected(ctx, selected) or summary_regions(ctx, regions)
end

-- Did anything change or happen, in the time asked for, in a country of the region?
local function is_touched(region, touched)
  for _, code in ipairs(region.codes) do
    if touched[code] then
      return true
    end
  end
  return false
end

-- The events of the period that bear on several of the regions, the latest first, each with the names of those.
local function shared_events(ctx, regions, since, last)
  local of, shared = {}, {}
  for _, region in ipairs(regions) do
    for _, event in ipairs(ctx.facts:events(last, { codes = region.codes, since = since })) do
      of[event.id] = of[event.id] or {}
      table.insert(of[event.id], region.name)
    end
  end
  for _, event in ipairs(ctx.facts:events(last, { since = since })) do
    if of[event.id] and #of[event.id] > 1 then
      table.insert(shared, 1, { event = event, names = of[event.id] })
    end
  end
  return shared
end

local function collect(ctx)
  local regions, codes = {}, {}
  local since, last
  if ctx.params.only_changed then
    since, last = ctx.facts:covered(ctx.params.since, { days = -ctx.params.days })
  end
  local touched = since and ctx.facts:touched(since, last)
  for _, key in ipairs(ctx.params.regions) do
    local region = page.survey(ctx, key)
    if #region.codes > 0 and (not touched or is_touched(region, touched)) then
      regions[#regions + 1] = region
      table.move(region.codes, 1, #region.codes, #codes + 1, codes)
    end
  end
  local material = nil  -- what it says, where it tells of all regions
  if since then
    material = #regions > 0
  end
  return {
    section = ctx.section.id, since = since, last = last, material = material,
    summary = summary(ctx, regions, since),
    regions = regions, shared = since and shared_events(ctx, regions, since, last),
    exercises = ctx.facts:exercises(nil, { codes = codes }),
  }
end

local function chart(ctx, doc)
  local labels, active, suspended, words = {}, {}, {}, {}
  for _, region in ipairs(ctx.found.regions) do
    if #region.current > 0 then
      labels[#labels + 1] = ctx.label("region." .. region.key)
      active[#active + 1] = #region.current - region.suspended
      suspended[#suspended + 1] = region.suspended > 0 and region.suspended or NONE
      words[#words + 1] = ctx.label("chart.region", { name = region.name, n = #region.current })
    end
  end
  if #labels < 3 then
    return
  end
  local series = { { name = ctx.label("series.active"), values = active } }
  local any = false
  for _, region in ipairs(ctx.found.regions) do
    any = any or region.suspended > 0
  end
  if any then
    series[2] = { name = ctx.label("series.suspended"), values = suspended }
  end
  doc:chart {
    kind = "bar", id = "fig-regions", labels = labels, series = series, show_values = true,
    y_title = ctx.label("axis.partners"),
    alt = ctx.label("chart.alt", { date = ctx.facts:date(ctx.as_of), values = table.concat(words, ", ") }),
    caption = ctx.label("caption.chart", { date = ctx.facts:date(ctx.as_of) }),
  }
end

-- The abbreviations that stand in the column of programmes, spelt out; nil where there is none.
local function abbreviations(ctx, regions)
  local names, seen = {}, {}
  for _, region in ipairs(regions) do
    for _, status in ipairs(region.current) do
      for _, i in ipairs(ctx.facts:instruments({ status.code }, nil, { status = "active", in_force = true })) do
        local name = ctx.facts:instrument_name(i.type)
        if not seen[name] and name:find("(", 1, true) then
          seen[name] = true
          names[#names + 1] = name
        end
      end
    end
  end
  return #names > 0 and ctx.label("abbreviations", { names = text.list(text.sort(names)) }) or nil
end

-- Regions in which there is nothing to tell yet, in one sentence.
local function quiet_regions(ctx, doc, regions)
  if #regions == 0 then
    return
  end
  local names = {}
  for i, region in ipairs(regions) do
    names[i] = region.name
  end
  doc:heading(ctx.label("heading.quiet"), { level = 2 })
  doc:text(ctx.label("quiet", { n = #names, names = text.list(names), date = ctx.facts:date(ctx.as_of) }))
end

local function exercises(ctx, doc)
  local list, facts = ctx.found.exercises, ctx.facts
  if #list == 0 then
    return
  end
  local rows = {}
  for i = #list, math.max(1, #list - LAST_EXERCISES + 1), -1 do
    local e = list[i]
    rows[#rows + 1] = {
      facts:said(e.name), facts:date(e.from),
      #e.partners > 0 and text.escape(text.list(facts:names(e.partners))) or "–",
      e.personnel and text.number(e.personnel, 0) or "–", facts:sources_of({ e }),
    }
  end
  doc:heading(ctx.label("heading.exercises"), { level = 2, id = "exercises" })
  doc:text(ctx.label("exercises.intro", { n = #rows }))
  doc:table {
    id = "tbl-exercises", caption = ctx.label("caption.exercises", { date = facts:date(ctx.as_of) }),
    columns = {
      { title = ctx.label("column.exercise"), header = true, width = "2*" },
      { title = ctx.label("column.start"), width = "auto" },
      { title = ctx.label("column.partners"), width = "3*" },
      { title = ctx.label("column.personnel"), align = "right", width = "auto" },
      { title = ctx.label("column.source"), width = "auto" },
    },
    rows = rows,
  }
end

-- What bears on several regions, once.
local function shared_news(ctx, doc, shared)
  local items = {}
  for i, one in ipairs(shared) do
    items[i] = ctx.label("event.shared", {
      date = ctx.facts:dated(one.event.date), title = ctx.facts:said(one.event.title), cite = ctx.facts:cite(one.event),
      names = table.concat(one.names, ctx.label("separator")),
    })
  end
  if #items > 0 then
    doc:list(items)
  end
end

-- What changed after a day: first what bears on several regions, then those with news of their own, a page each.
local function build_changed(ctx, doc, since)
  local own, news = {}, {}
  for _, region in ipairs(ctx.found.regions) do
    local items = page.news(ctx, region)
    if #items > 0 then
      own[#own + 1], news[#news + 1] = region, items
    end
  end
  if #own > 0 then
    doc:pagebreak()
  end
  local spelt = abbreviations(ctx, own)
  if spelt then
    doc:note("abbreviations", spelt)
  end
  doc:heading(ctx.label("heading.changed"))
  doc:text(ctx.label("changed", { n = #ctx.found.regions, since = ctx.facts:since(since) }) .. (spelt and "[^abbreviations]" or ""))
  shared_news(ctx, doc, ctx.found.shared)
  for i, region in ipairs(own) do
    if i > 1 then
      doc:pagebreak()
    end
    page.write_news(ctx, doc, region, news[i], i == 1 and FIRST_MAP_SHARE or nil)
  end
end

local function build_all(ctx, doc)
  doc:heading(ctx.label("heading"))
  doc:prose("intro", {
    scope = ctx.label(ctx.facts:scoped("scope", ctx.params.countries), { date = ctx.facts:date(ctx.as_of) }),
  })
  if #ctx.found.regions == 0 then
    doc:text(ctx.label("no-region", { date = ctx.facts:date(ctx.as_of) }))
    return
  end
  local spelt = abbreviations(ctx, ctx.found.regions)
  if spelt then
    doc:text(spelt)
  end
  chart(ctx, doc)
  local quiet = {}
  for _, region in ipairs(ctx.found.regions) do
    local silent = #region.current == 0 and #region.allies == 0 and #region.events == 0
    if silent and #ctx.found.regions > 1 then
      quiet[#quiet + 1] = region
    else
      page.write(ctx, doc, region, SPECIAL[region.key])
    end
  end
  quiet_regions(ctx, doc, quiet)
  exercises(ctx, doc)
end

local function build(ctx, doc)
  if ctx.found.since then
    build_changed(ctx, doc, ctx.found.since)
  else
    build_all(ctx, doc)
  end
end

return {
  name = "regional", version = "1.0.0", api = 1,
  summary = "The partners region by region",
  params = {
    countries = { type = "country[]", default = "all", doc = "Countries to cover; regions without one of them are left out" },
    only_changed = { type = "boolean", default = false, doc = "Only regions in which something changed or happened in the period" },
    days = { type = "integer", default = 7, min = 1, max = 366, doc = "With only_changed, how many days back, where nothing else says it" },
    outlook = { type = "boolean", default = false, doc = "Add what drives the outlook of each region, as judgement" },
    regions = { type = "region[]", default = "all", doc = "Regions to cover" },
    since = { type = "date", doc = "With only_changed, the day before the period; without it, that of the edition before" },
  },
  uses = { "drawings", "facts", "judgement", "maps" },
  collect = collect,
  build = build,
}
