--- Never ends.
return {
  name = "loop", version = "1.0.0", api = 1,
  summary = "Never ends",
  build = function(ctx, doc)
    while true do
      pcall(function() while true do end end)
    end
  end,
}
