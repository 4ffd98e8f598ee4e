--- What changed since the edition before, on lines that tests read: "EDITION 3 AFTER 2 FOUND 5 NOW", then "ADDED item 6 OF items".
return {
  name = "since", version = "1.0.0", api = 1, last = true, summary = "What changed",
  build = function(ctx, doc)
    doc:heading("Since")
    if not ctx.edition then
      doc:text("NO EDITION")
      return
    end
    local before = ctx.edition.previous
    doc:text(("EDITION %d AFTER %s NOW %d"):format(ctx.edition.number, before and before.number or "none", ctx.findings.tally.n))
    if before then
      doc:text(("THEN %d AS OF %s"):format(before.findings.tally.n, before.as_of))
    end
    for _, c in ipairs(ctx.changes or {}) do
      doc:text(c.how:upper() .. " " .. (c.row or c.what) .. ";")
    end
    if ctx.changes and #ctx.changes == 0 then
      doc:text("NO CHANGE")
    end
  end,
}
