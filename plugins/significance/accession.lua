--- From partner to Ally: since when the one, since when the other, and the years between.

local accession = {}

--- The countries asked for that were partners and are Allies on the day, in the order in which they joined.
function accession.list(ctx)
  local list = {}
  for _, code in ipairs(ctx.params.countries) do
    local ally, first = ctx.facts:member(code), ctx.facts:first_membership(code)
    if ally and first then
      list[#list + 1] = {
        code = code, name = ally.name, ally = ally, first = first, path = ctx.facts:country(code).accession,
        years = date.days_between(first.from, ally.accession) / 365.25,
      }
    end
  end
  list = text.sort(list, "name")
  table.sort(list, function(a, b) return date.compare(a.ally.accession, b.ally.accession) < 0 end)
  return list
end

local function gantt(ctx, doc, list)
  local rows, words = {}, {}
  for i, item in ipairs(list) do
    local joined = item.ally.accession
    rows[i] = {
      title = item.name,
      spans = {
        { from = item.first.from, to = joined, category = "partner", approx = item.first.qualifier == "approx" or nil },
        { from = joined, category = "ally" },
      },
    }
    words[i] = ctx.label("gantt.item", { name = item.name, partner = date.year(item.first.from), ally = date.year(joined) })
  end
  doc:gantt {
    id = "fig-accession", rows = rows, to = ctx.as_of,
    categories = {
      { key = "ally", title = ctx.label("category.ally") }, { key = "partner", title = ctx.label("category.partner") },
    },
    caption = ctx.label("caption.gantt", { date = ctx.facts:date(ctx.as_of) }),
    alt = ctx.label("gantt.alt", { list = table.concat(words, ctx.label("separator")) }),
  }
end

local function known_date(ctx, item, field)
  local iso = item.path and item.path[field]
  return iso and ctx.facts:short_date(iso) .. ctx.facts:dagger(item.path.unsure[field]) or "–"
end

local function conversion_table(ctx, doc, list)
  local facts, rows = ctx.facts, {}
  for i, item in ipairs(list) do
    local since = facts:short_date(item.first.from, item.first.qualifier)
    rows[i] = {
      id = "accession-" .. item.code, text.escape(item.name),
      ctx.label("cell.first", {
        framework = facts:framework_name(item.first.framework, true), date = since, mark = facts:mark(item.first),
      }),
      known_date(ctx, item, "invited"), known_date(ctx, item, "protocol_signed"),
      facts:short_date(item.ally.accession) .. facts:mark(item.ally), text.number(item.years, 1),
      facts:sources_of({ item.first, item.ally, item.path }),
    }
  end
  doc:table {
    id = "tbl-accession", caption = ctx.label("caption.accession", { date = facts:date(ctx.as_of) }),
    columns = {
      { title = ctx.label("column.country"), header = true, width = "2*" },
      { title = ctx.label("column.first"), width = "auto", nowrap = true },
      { title = ctx.label("column.invited"), width = "auto", nowrap = true },
      { title = ctx.label("column.protocol"), width = "auto", nowrap = true },
      { title = ctx.label("column.ally"), width = "auto", nowrap = true },
      { title = ctx.label("column.years"), align = "right", width = "11%" },
      { title = ctx.label("column.source"), width = "auto" },
    },
    rows = rows, notes = { ctx.label("note.accession") },
  }
end

function accession.write(ctx, doc)
  local list = ctx.found.acceded
  doc:heading(ctx.label("heading.accession"), { level = 2, id = "accession" })
  if #list == 0 then
    doc:text(ctx.label(ctx.facts:scoped("accession.none", ctx.params.countries), { date = ctx.facts:date(ctx.as_of) }))
    return
  end
  local least, most = list[1], list[1]
  for _, item in ipairs(list) do
    least = item.years < least.years and item or least
    most = item.years > most.years and item or most
  end
  doc:text(ctx.label("accession.count", {
    n = #list, date = ctx.facts:date(ctx.as_of), least = text.number(least.years, 1), most = text.number(most.years, 1),
    first = least.name, last = most.name,
  }))
  if #list >= 3 then
    gantt(ctx, doc, list)
  end
  conversion_table(ctx, doc, list)
end

return accession
