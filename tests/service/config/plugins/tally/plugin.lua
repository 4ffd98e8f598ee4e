--- So many items, and whether they matter.
return {
  name = "tally", version = "1.0.0", api = 1, summary = "So many items",
  params = { n = { type = "integer", default = 1, doc = "How many" }, note = { type = "text", default = "None.", doc = "What does not matter" } },
  collect = function(ctx) return { n = ctx.params.n } end,
  build = function(ctx, doc)
    local rows = {}
    for i = 1, ctx.params.n do
      rows[i] = { "item " .. i, "of " .. ctx.section.id }
    end
    doc:heading("Items")
    doc:text("As of " .. ctx.as_of .. ", a year from " .. date.add(ctx.as_of, { years = -1 }) .. ".")
    doc:table { columns = { { title = "Item", header = true }, { title = "What" } }, rows = rows, caption = "Items on " .. date.format(ctx.as_of, "long") }
  end,
}
