--- A remark beside the items.
return {
  name = "remark", version = "1.0.0", api = 1, summary = "A remark",
  params = { note = { type = "text", default = "None.", doc = "It" } },
  build = function(ctx, doc)
    doc:heading("Remark")
    doc:text(text.escape(ctx.params.note))
  end,
}
