--- Sorts for other plugins, all in one line.
return {
  name = "order", version = "1.0.0", api = 1, summary = "Sorts",
  provide = function()
    return { sort = function(_, list, key) return text.sort(list, key) end }
  end,
}
