--- Makes a mistake.
return {
  name = "wrong", version = "1.0.0", api = 1,
  summary = "Makes a mistake",
  build = function(ctx, doc)
    local nothing
    doc:text(nothing.at_all)
  end,
}
