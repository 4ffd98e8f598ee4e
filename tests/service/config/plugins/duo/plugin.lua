--- Three countries, which two languages sort otherwise.
local NAMES = { en = { DE = "Germany", ES = "Spain", MT = "Malta" }, fr = { DE = "Allemagne", ES = "Espagne", MT = "Malte" } }
return {
  name = "duo", version = "1.0.0", api = 1, summary = "Three countries",
  params = { n = { type = "integer", default = 1, doc = "What Malta and Spain count" }, fr = { type = "text", default = "Tous.", doc = "What French says" } },
  uses = { "order" },
  build = function(ctx, doc)
    local rows, names, is_english = {}, NAMES[ctx.language], ctx.language == "en"
    for i, code in ipairs { "DE", "ES", "MT" } do
      rows[i] = { name = names[code], n = code ~= "DE" and ctx.params.n or 1 }
    end
    for i, country in ipairs(ctx.order:sort(rows, "name")) do
      rows[i] = { country.name, tostring(country.n) }
    end
    doc:heading(is_english and "Countries" or "Pays")
    doc:text(is_english and "All." or ctx.params.fr)
    doc:table {
      columns = { { title = is_english and "Country" or "Pays", header = true }, { title = "N" } }, rows = rows,
      caption = is_english and "List" or "Liste",
    }
  end,
}
