--- Partners and what is said of them.
return {
  name = "partners", version = "1.0.0", api = 1, summary = "Partners",

  collect = function() return { count = 3 } end,

  build = function(ctx, doc)
    doc:heading("Partners")
    doc:text("On " .. date.format(ctx.as_of, "long") .. " there are three partners, of which one is new. This paragraph is long enough to be set on more than one line, so that its bar is, too.")
    doc:text("This paragraph says what it said.")
    doc:heading("Since when", { level = 2 })
    doc:table {
      caption = "Partners on " .. date.format(ctx.as_of, "long"),
      columns = { { title = "Country", header = true }, { title = "Since" } },
      rows = { { "Georgia", "1994" }, { "Ireland", "1999" }, { "Malta", "2008" } },
    }
    doc:list { "One thing", "Another thing, told in another way" }
  end,
}
