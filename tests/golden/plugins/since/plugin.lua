--- What plugins are told of an edition and of the one before it.
return {
  name = "since", version = "1.0.0", api = 1, last = true, summary = "What changed",

  build = function(ctx, doc)
    local edition, items = ctx.edition, {}
    doc:heading("What changed")
    doc:text(("Edition %d of %s, after %d of %s, when there were %d."):format(edition.number, edition.series, edition.previous.number,
      edition.previous.as_of, edition.previous.findings.partners.count))
    for _, c in ipairs(ctx.changes) do
      items[#items + 1] = table.concat({ c.how, c.what, c.section or "–", c.block or "–", c.row or "–", c.column or "–", c.before or "–", c.after or "–" }, " | ")
    end
    doc:list(items)
  end,
}
