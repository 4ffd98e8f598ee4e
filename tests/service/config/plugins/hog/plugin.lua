--- Eats memory.
return {
  name = "hog", version = "1.0.0", api = 1,
  summary = "Eats memory",
  build = function(ctx, doc)
    local all = {}
    while true do
      all[#all + 1] = { #all }
    end
  end,
}
