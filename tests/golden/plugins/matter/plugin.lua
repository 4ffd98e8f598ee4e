--- What stands before and behind a text: contents, lists, appendices, endnotes, an index, the colophon.
local filler = [[The league was founded by seven harbour towns that had nothing in common but the sea, a debt and the wish to be left
alone by larger neighbours. Its first assembly sat for eleven days and agreed on a flag.]]

return {
  name = "matter", version = "1.0.0", api = 1,
  summary = "A golden section of front and back matter",
  uses = { "deeds" },

  build = function(_, doc)
    doc:contents { depth = 3, title = "What is in it" }
    doc:list_of("tables")
    doc:list_of("figures", { title = "Drawings" })
    doc:heading("A heading that takes more than one line in the contents, because it says so very much about [Alder]{index=ALD}^[A note in a heading.]")
    doc:table { caption = "Towns^[A note in a caption.]", columns = { { title = "Town" } }, rows = { { "Birch^[A note in a cell.]" } } }
    doc:chart { kind = "bar", caption = "Grain", alt = "Birch landed more than Alder.", labels = { "Alder", "Birch" },
                series = { { name = "Tons", values = { 3, 5 } } } }
    for i = 1, 12 do
      doc:heading("Year " .. i, { level = 2 })
      doc:text(filler .. (i % 4 == 2 and " Birch sent a [ship]{index}, and [Ahornhafen]{index=towns:maple lang=de} none.^[In year " .. i .. ".]" or ""))
    end
    doc:heading("Without a number", { level = 2, numbered = false })
    doc:text(filler .. " See [](#charter), [](#article), [](#annex-2). So did Cedar [@charter].")
    doc:endnotes { title = "Notes to this part" }
    doc:heading("The charter", { appendix = true, id = "charter" })
    doc:heading("Article 1", { level = 2, id = "article" })
    doc:text("No harbour is closed in a storm.^[The first note after the first place.]")
    doc:heading("The debt", { appendix = true, id = "annex-2" })
    doc:text("It was paid by Alder and by Birch-on-Sea; Birchwood paid nothing.")
    doc:index { title = "Index", terms = { ALD = "Alder", BIR = "Birch", CED = "Cedar", maple = "Maple Harbour", DAT = "Date" }, automatic = true }
    doc:index { title = "Other towns", kind = "towns" }
  end,
}
