--- Shows whatever came with the request.
return {
  name = "supplied", version = "1.0.0", api = 1, summary = "What came with the request",
  build = function(ctx, doc)
    doc:heading("Supplied")
    for _, file in ipairs(ctx.files) do
      if file.kind == "image" then
        doc:figure { image = "request:" .. file.name, alt = "A picture, " .. file.name, caption = file.name }
      elseif file.kind == "csv" then
        local csv, columns = ctx.read_csv(file.name), {}
        for i, title in ipairs(csv.columns) do columns[i] = { title = title } end
        doc:table { columns = columns, rows = csv.rows, caption = file.name }
      elseif file.kind == "json" then
        doc:text(ctx.read_json(file.name).note)
      else
        doc:text(ctx.read(file.name))
      end
    end
  end,
}
