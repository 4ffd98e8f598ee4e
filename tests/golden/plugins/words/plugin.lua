--- Blocks of words that stand in the line or apart: run-in headings, numbered paragraphs, quotes, callouts, facts.
return {
  name = "words", version = "1.0.0", api = 1,
  summary = "A golden section of words that stand apart",

  build = function(_, doc)
    doc:heading("Words", { id = "words" })
    doc:runin("Aim.", "To be read in one line with what it heads, and to be *heard* as a heading, see [](#second).")
    doc:runin("A heading in the line that is so long that it goes over the end of the first line and on into the second one.",
      "Its words.\n\nA paragraph behind it.", { id = "long" })
    doc:numbered("The first.\n\nThe second leads to a list:\n\n1. one\n2. two\n\nThe third, see [](#second) and [](#long).")
    doc:numbered("The fourth has a name.", { id = "second" })
    doc:note("by", "Minutes, 1634.")
    doc:quote("What was said.\n\nAnd went on.", { by = "The **Harbour** League[^by]" , id = "said" })
    doc:pull("It was said twice.")
    doc:text("Here it is: It was said twice. And once more nothing.")
    doc:pull("It was said only here.", { by = "nobody" })
    doc:callout { text = "Quiet." }
    doc:callout { text = "Concluded.", tone = "judgement" }
    doc:callout { title = "Key", tone = "key", text = "On a ground." }
    doc:callout { title = "Warning", tone = "warning", text = "In a frame.\n\n- with a list" }
    doc:facts { title = "In figures", { "towns", 7 }, { "ships of more than forty tons", 1234.5 }, { "debts", "*none*" }, { "flags", 1 },
                { "storms", 12 } }
    doc:facts { columns = 2, { "a figure that is far too long for its column", "Unpronounceablenumber" }, { "short", "1" } }
    doc:status { { "Charter", "In force", state = "good" }, { "Debt", "Late", state = "caution" }, { "Grain", "Lost", state = "bad" },
                 { "Next", "May" } }
  end,
}
