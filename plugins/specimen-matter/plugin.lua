--- What stands at a document's end: an appendix, lists of tables and figures, an index, the colophon.
return {
  name = "specimen-matter", version = "1.0.0", api = 1,
  summary = "A specimen of what stands at a document's end",

  build = function(ctx, doc)
    local say = ctx.label
    doc:heading(say("appendix"), { id = "documents", appendix = true })
    doc:heading(say("appendix.sub"), { level = 2, id = "framework-document" })
    doc:text(say("appendix.text"))
    doc:heading(say("notes") .. "^[" .. say("notetext") .. "]", { level = 2 })
    doc:list_of("tables")
    doc:list_of("figures")
    doc:heading(say("index"), { numbered = false })
    doc:text(say("index.intro"))
    doc:index { terms = { EAPC = say("eapc"), GEO = say("geo"), MDA = say("mda"), PfP = say("pfp"), UKR = say("ukr") }, automatic = true }
    doc:heading(say("colophon"), { numbered = false })
    doc:colophon()
  end,
}
