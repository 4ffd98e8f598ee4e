--- Says hello.
return {
  name = "hello", version = "1.0.0", api = 1,
  summary = "Says hello",
  build = function(ctx, doc)
    doc:heading("Hello", { id = "hello" })
    doc:text("Nothing to report.")
  end,
}
