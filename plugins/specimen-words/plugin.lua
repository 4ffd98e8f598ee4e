--- What the engine makes of words: headings, paragraphs, lists, what stands apart, appendices, an index.
local function words(doc, say)
  doc:heading(say("words"), { id = "words" })
  doc:prose("intro")
  doc:heading(say("runin"), { level = 2 })
  doc:runin(say("aim"), say("aim.text"))
  doc:runin(say("means"), say("means.text"), { id = "means" })
  doc:heading(say("numbered"), { level = 2 })
  doc:numbered(say("numbered.text"))
  doc:numbered(say("review"), { id = "p-review" })
end

local function lists(doc, say)
  doc:heading(say("lists"), { id = "lists" })
  doc:heading(say("list.bullet"), { level = 2 })
  doc:list { say("list.one"), say("list.two"), { say("list.three"), say("list.four"), { say("list.five") } }, say("list.six") }
  doc:heading(say("list.alpha"), { level = 2 })
  doc:list { style = "alpha", say("list.a1"), say("list.a2"), { text = say("list.a3"), id = "sofa" },
             { style = "roman", say("list.i1"), say("list.i2"), say("list.i3") } }
  doc:heading(say("list.roman"), { level = 2 })
  doc:list { style = "upper-roman", start = 7, loose = true, say("list.r1"), say("list.r2"), say("list.r3") }
  doc:heading(say("check"), { level = 2 })
  doc:list { style = "check", { text = say("check.1"), done = true }, { text = say("check.2"), done = true }, say("check.3") }
  doc:heading(say("terms"), { level = 2 })
  doc:definitions { { say("pfp"), say("t.pfp"), id = "pfp" }, { say("parp"), say("t.parp") },
                    { say("eapc"), say("t.eapc"), { say("t.eapc1"), say("t.eapc2") } } }
  doc:heading(say("longterms"), { level = 2 })
  doc:definitions { { say("lt.1"), say("lt.1x") }, { say("lt.2"), say("lt.2x") } }
end

local function apart(doc, say)
  doc:heading(say("apart"), { id = "apart" })
  doc:facts { title = say("facts"), { say("f1"), 34 }, { say("f2"), 16 }, { say("f3"), 33 } }
  doc:status { title = say("status"), { say("s1"), say("s1v"), state = "good" }, { say("s2"), say("s2v"), state = "caution" },
               { say("s3"), say("s3v"), state = "bad" }, { say("s4"), say("s4v") } }
  doc:quote(say("quote"), { by = say("quote.by") })
  doc:pull(say("pull"))
  doc:text(say("pull.text"))
  doc:pull(say("pull2"), { by = say("pull2.by") })
  doc:callout { title = say("note.title"), text = say("note") }
  doc:callout { title = say("key.title"), tone = "key", text = say("key") }
  doc:callout { title = say("warning.title"), tone = "warning", text = say("warning") }
  doc:callout { title = say("judgement.title"), tone = "judgement", text = say("judgement") }
  doc:facts { columns = 2, title = say("facts.two"), { say("f4"), 28 }, { say("f5"), say("f5v") } }
end

return {
  name = "specimen-words", version = "1.0.0", api = 1,
  summary = "A specimen of headings, paragraphs, lists and what stands apart",

  build = function(ctx, doc)
    local say = ctx.label
    words(doc, say)
    lists(doc, say)
    apart(doc, say)
  end,
}
