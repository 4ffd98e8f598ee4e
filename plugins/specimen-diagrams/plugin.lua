--- Time and membership as they are drawn: Gantt charts, timelines, chronologies, matrices.
return {
  name = "specimen-diagrams", version = "1.0.0", api = 1,
  summary = "A specimen of Gantt charts, timelines, chronologies and matrices",

  build = function(ctx, doc)
    local say = ctx.label

    doc:heading(say("title"), { id = "diagrams" })
    doc:text(say("intro"))

    doc:heading(say("gantt"), { level = 2 })
    doc:gantt {
      id = "frameworks", caption = say("gantt_caption"), title = say("gantt_title"), to = "2027",
      categories = {
        { key = "council", title = say("council") }, { key = "programme", title = say("programme") },
        { key = "suspended", title = say("suspended") },
      },
      marks = { { at = "1999-03-12", label = say("first_round") }, { at = "2014-03-16", label = say("crimea") } },
      rows = {
        { group = say("multilateral"), title = say("nacc"), from = "1991-12-20", to = "1997-05-30", category = "council" },
        { title = say("eapc"), from = "1997-05-30", category = "council", label = say("members50") },
        { title = say("pfp"), from = "1994-01-10", category = "programme", label = say("pfp_short") },
        { title = say("md"), from = "1994-12", category = "programme", approx = true },
        { title = say("ici"), from = "2004-06-28", category = "programme" },
        { group = say("bilateral"), title = say("russia"), spans = {
          { from = "1997-05-27", to = "2002-05-28", category = "council", label = say("pjc") },
          { from = "2002-05-28", to = "2014-04-01", category = "council", label = say("nrc") },
          { from = "2014-04-01", category = "suspended", label = say("suspended") },
        } },
        { title = say("ukraine"), spans = {
          { from = "1997-07-09", to = "2023-07-11", category = "council", label = say("nuc") },
          { from = "2023-07-11", category = "council" },
        } },
        { title = say("georgia"), spans = { { from = "2008-09-15", category = "council" }, { at = "2008-04-03", label = say("bucharest") } } },
      },
      data = "annex",
    }

    doc:heading(say("timeline"), { level = 2 })
    doc:timeline {
      caption = say("timeline_caption"),
      categories = { { key = "open", title = say("opening") }, { key = "strain", title = say("strain") } },
      events = {
        { at = "1991-12-20", text = say("e_nacc"), category = "open" },
        { at = "1994-01-10", text = say("e_pfp"), category = "open", key = true },
        { at = "1997-05-27", text = say("e_act"), category = "open" },
        { at = "1999-03-12", text = say("e_three"), category = "open", key = true },
        { at = "2004-03-29", text = say("e_seven"), category = "open", key = true },
        { at = "2008-08", text = say("e_georgia"), category = "strain" },
        { at = "2014-03", text = say("e_crimea"), category = "strain", key = true },
        { at = "2022-02-24", text = say("e_war"), category = "strain", key = true },
        { at = "2023-04-04", text = say("e_finland"), category = "open" },
        { at = "2024-03-07", text = say("e_sweden"), category = "open" },
      },
    }

    doc:heading(say("chronology"), { level = 2 })
    doc:chronology {
      events = {
        { at = "1994-01-10", key = true, text = say("c_pfp") },
        { at = "1994-02-08", text = say("c_ukraine") },
        { at = "1994-06", text = say("c_russia") },
        { at = "1995", text = say("c_sofa"), id = "sofa" },
        { at = "1997-05-30", key = true, text = say("c_eapc") },
      },
    }

    doc:heading(say("matrix"), { level = 2 })
    doc:matrix {
      id = "tbl-matrix", caption = say("matrix_caption"), corner = say("country"),
      columns = {
        say("pfp"), say("i_eapc"), say("md"), say("i_ici"), say("i_eop"), say("i_ipcp"), say("i_parp"), say("sofa"),
      },
      marks = {
        { key = "in", title = say("takes_part") }, { key = "was", title = say("took_part") },
        { key = "stopped", title = say("suspended") },
      },
      rows = {
        { say("ARM"), "in", "in", "", "", "", "", "in", "in", group = say("east") },
        { say("BLR"), "stopped", "in", "", "", "", "", "", "" },
        { say("GEO"), "in", "in", "", "", "in", "", "in", "in" },
        { say("UKR"), "in", "in", "", "", "in", "", "in", "in" },
        { say("DZA"), "", "", "in", "", "", "in", "", "", group = say("south") },
        { say("JOR"), "", "", "in", "", "in", "in", "", "" },
        { say("KWT"), "", "", "", "in", "", "in", "", "" },
        { say("FIN"), "was", "was", "", "", "was", "", "was", "in", group = say("north") },
        { say("SWE"), "was", "was", "", "", "was", "", "was", "in" },
      },
    }
    doc:text(say("after"))
  end,
}
