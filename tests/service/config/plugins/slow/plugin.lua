--- Takes its time, within what is allowed.
return {
  name = "slow", version = "1.0.0", api = 1,
  summary = "Takes its time",
  build = function(ctx, doc)
    doc:heading("Slow", { id = "slow" })
    for i = 1, 400 do
      local words = {}
      for w = 1, 60 do
        words[w] = "word" .. (i * 60 + w)
      end
      doc:text(table.concat(words, " "))
    end
  end,
}
