--- What changed since the edition before, on lines that tests read, sorted by the words of the language.
return {
  name = "told", version = "1.0.0", api = 1, last = true, summary = "What changed",
  uses = { "order" },
  build = function(ctx, doc)
    local records, lines = {}, {}
    for i, c in ipairs(ctx.changes or {}) do
      records[i] = { line = ("%s %s: %s, %s"):format(ctx.language:upper(), c.row or c.what, c.before or "-", c.after or "-") }
    end
    for i, record in ipairs(ctx.order:sort(records, "line")) do
      lines[i] = record.line
    end
    doc:heading("Told")
    doc:list(#lines > 0 and lines or { ctx.changes and "NONE" or "NOT COMPARED" })
  end,
}
