--- Numbers, courses and matrices as the blocks of doc take them.
return {
  {
    name = "the numbers of the day", as_of = "2019-06-01",
    check = function(ctx, t)
      local figures = ctx.drawings:figures { id = "f" }
      t.equal(figures.id, "f")
      t.equal(#figures, 8)
      t.ok(figures.columns > 1)
    end,
  },
  {
    name = "the course of Sweden", as_of = "2024-05-01",
    check = function(ctx, t)
      local row = ctx.drawings:course("SWE")
      t.equal(row.spans[#row.spans].category, "ally")
      t.equal(row.spans[#row.spans].from, "2024-03-07")
    end,
  },
  {
    name = "who was nothing", as_of = "1992-06-01",
    check = function(ctx, t)
      t.equal(ctx.drawings:course("SWE"), nil)
    end,
  },
  {
    name = "as many standings as maps have colours", as_of = "2019-06-01",
    check = function(ctx, t)
      t.equal(#ctx.drawings:standings(), 4)
    end,
  },
}
