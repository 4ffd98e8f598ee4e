--- In the place of an edition that was withdrawn: made by `sitrep editions withdraw`.
return {
  name = "withdrawal", title = { en = "Edition withdrawn", fr = "Édition retirée" },
  summary = "A notice in the place of an edition that was withdrawn; `sitrep editions withdraw` asks for it",
  template = "plain",
  params = {
    number = { type = "integer", required = true, min = 1, doc = "Which edition" },
    issued = { type = "text", required = true, doc = "The day it was issued" },
    reason = { type = "text", doc = "Why it was withdrawn" },
  },
  sections = { { "withdrawal", number = "$number", issued = "$issued", reason = "$reason" } },
  limits = { section_seconds = 5, report_seconds = 30, memory_mb = 64, pages = 10 },
}
