--- A table as long as is asked for, of figures that are reckoned, for what long tables cost.
local kinds = { "Exercise", "Seminar", "Visit", "Course" }

return {
  name = "rows", version = "1.0.0", api = 1,
  summary = "A table of very many rows",
  params = { rows = { type = "integer", default = 100000, doc = "How many" } },

  build = function(ctx, doc)
    local rows = {}
    for i = 1, ctx.params.rows do
      rows[i] = {
        "Partner " .. i, kinds[i % 4 + 1], tostring(1990 + i % 35), tostring(i * 7 % 1000), string.format("%.1f", i * 13 % 997 / 10),
      }
    end
    doc:heading("All of it")
    doc:table {
      columns = {
        { title = "Partner", width = "35%" }, { title = "Kind", width = "25%" }, { title = "Since", align = "right", width = "10%" },
        { title = "Staff", align = "right", width = "15%" }, { title = "Budget", align = "decimal", width = "15%" },
      },
      rows = rows, caption = "What there is",
    }
  end,
}
