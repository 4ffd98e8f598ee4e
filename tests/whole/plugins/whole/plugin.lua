--- A little of everything that is tagged: what the checker of finished files is tried on.
return {
  name = "whole", version = "1.0.0", api = 1, summary = "A little of everything that is tagged",

  build = function(ctx, doc)
    doc:heading("Head", { id = "head" })
    doc:note("n", "What a note says.")
    doc:text("See [the site](https://example.org/), [the rest](#rest) and a note[^n].")
    doc:list { style = "decimal", "one", { text = "two" } }
    doc:heading("Rest", { level = 2, id = "rest" })
    doc:table {
      caption = "Who joined", id = "tbl",
      columns = { { title = "Partner", header = true }, { title = "Joined", columns = { { title = "PfP" }, { title = "EAPC" } } } },
      rows = { { "Georgia", 1994, 1997 }, { "Moldova", 1994, 1997 } },
    }
    doc:chart { kind = "bar", caption = "How many", labels = { "1994", "1997" }, series = { { name = "Partners", values = { 20, 27 } } } }
    doc:text("Final letters, and ა, are read.")
    doc:heading("Second")
    doc:text("It ends.")
  end,
}
