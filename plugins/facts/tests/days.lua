--- What the base says on several days.
return {
  {
    name = "Sweden is an Ally", as_of = "2024-05-01",
    check = function(ctx, t)
      t.contains(ctx.facts:status("SWE").text, "Ally since 7 March 2024")
    end,
  },
}
