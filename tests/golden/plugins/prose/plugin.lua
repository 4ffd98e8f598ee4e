--- Everything that is made of words: headings, paragraphs, lists, quotes, callouts, notes, citations, references.
local filler = [[The league was founded by seven harbour towns that had nothing in common but the sea, a debt and the
wish to be left alone by larger neighbours. Its first assembly sat for eleven days and agreed on a flag, a common measure of
grain, and the rule that no member may close its harbour to another in a storm. What it did not agree on filled the next
three assemblies, and the notes of these fill a shelf.]]

local function paragraphs(doc, n)
  for i = 1, n do
    doc:text("*" .. i .. ".* " .. filler .. (i % 3 == 0 and "^[Minutes of assembly " .. i .. ", kept in the tower.]" or ""))
  end
end

return {
  name = "prose", version = "1.0.0", api = 1,
  summary = "A golden section of words",
  uses = { "deeds" },

  build = function(_, doc)
    doc:contents { depth = 2 }
    doc:heading("The **Harbour** League", { id = "league" })
    doc:text(filler .. " It is known from its charter [@charter] and from the [traité d’amitié]{lang=fr} [@traite; @charter].")
    doc:note("storm", "A storm is *wind force nine*, as [the charter](https://example.org/charter) has it [@charter].")
    doc:text("A harbour stays open in a storm[^storm], see [](#rules) and [the list](#members). `ROPE-7` is a mark of quality.")
    doc:heading("Members", { level = 2, id = "members" })
    doc:list { "Alder, the oldest", "Birch, with its two islands:", { "Great Birch", "Little Birch", { "its lighthouse" } },
               "Cedar, " .. filler }
    doc:list { "first the flag", "then the grain", ordered = true }
    doc:heading("Rules", { level = 2, id = "rules" })
    doc:quote("No member closes its harbour to another in a storm. *So agreed.*")
    doc:callout { tone = "key", title = "What to remember", text = "Seven towns, one rule.\n\n- Open harbours\n- Common grain" }
    doc:callout { tone = "warning", text = filler }
    doc:heading("A long tail", { level = 2 })
    paragraphs(doc, 16)
    doc:heading("Small print", { level = 3 })
    doc:text("The press was told little [@press].")
    doc:pagebreak()
    doc:heading("Annex", { numbered = false })
    doc:text("Unnumbered, on a page of its own, and about [](#league).")
  end,
}
