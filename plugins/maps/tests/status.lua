--- Maps of what countries are on the day.
return {
  {
    name = "the world in 2019", as_of = "2019-06-01",
    check = function(ctx, t)
      local map = ctx.maps:status { area = "world", id = "m" }
      t.equal(map.id, "m")
      t.equal(map.values.SWE, "partner")
      t.equal(map.values.POL, "ally")
      t.equal(map.values.RUS, "suspended")
    end,
  },
  {
    name = "Sweden in 2024", as_of = "2024-05-01",
    check = function(ctx, t)
      local map = ctx.maps:status { area = "world" }
      t.equal(map.values.SWE, "ally")
      t.ok(map.caption)
    end,
  },
  {
    name = "a region", as_of = "2019-06-01",
    check = function(ctx, t)
      local usual = ctx.maps:status({ region = "asia-pacific" })
      local less = ctx.maps:status({ region = "asia-pacific", share = 0.5 })
      t.ok(ctx.maps:status({ region = "south-caucasus" }).height < usual.height)
      t.equal(less.height, usual.height / 2)
      t.equal(less.share, nil)
    end,
  },
}
