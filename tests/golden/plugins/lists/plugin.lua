--- Lists of every style, in one another.
local long = "is said at such a length that it goes over the end of its line, and what follows stands under its beginning, not under its label"

return {
  name = "lists", version = "1.0.0", api = 1,
  summary = "A golden section of lists",

  build = function(_, doc)
    doc:heading("Lists", { id = "lists" })
    doc:list { "bullet", "another " .. long, { "below", { "and below", { "and below", { "and below", { "the sixth" } } } } } }
    doc:list { style = "decimal", start = 9, "nine", "ten", { text = "eleven, see [](#eleven)", id = "eleven" } }
    doc:list { style = "alpha", "a", { style = "roman", "i", "ii", "iii", "iv" }, "b", { style = "upper-alpha", "A", { style = "upper-roman", "I" } } }
    doc:list { style = "check", { text = "done", done = true }, "to do" }
    doc:list { "loose by itself:\n\na second paragraph\n\n> and a quotation", "the next" }
    doc:list { loose = true, "loose", "by wish" }
    doc:text("- one\n\n- two, in loose *Markdown*\n\n1. tight\n2. and ordered\n   - with a list\n")
    doc:definitions { { "Short", "A term " .. long .. "." }, { "Term", "With a list", { "one", { style = "definitions", { "deep", "a definition" } } },
                      id = "term" }, { "*Third*", "Two paragraphs.\n\nThe second." } }
    doc:definitions { { "A term that is much too long to hang beside its definition", "It runs in, see [](#term)." }, { "B", "Another " .. long .. "." } }
    doc:definitions { term = "hung", { "A term that is much too long to hang beside its definition", "But was told to." }, { "B", "Beside." } }
  end,
}
