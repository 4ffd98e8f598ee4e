--- What the engine makes of words: headings, paragraphs, lists, notes.
return {
  name = "specimen-words", version = "1.0.0", api = 1,
  summary = "A specimen of headings, paragraphs and lists",

  build = function(_, doc)
    doc:heading("Words", { id = "words" })
    doc:text [[
Blocks say what is in a briefing; the engine decides how it is set. Here every block stands once with each of its options, so that
one can see what to expect, and what changed.^[A note stands at the foot of the page of its mark.]
]]
    doc:list { "An item", "Another", { "One below it" } }
    doc:quote("What somebody else said once.")
    doc:callout { title = "In short", tone = "key", text = "A box set apart." }
  end,
}
