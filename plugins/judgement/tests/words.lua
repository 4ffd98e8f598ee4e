--- Judgement told from fact.
return {
  {
    name = "words", as_of = "2026-09-30",
    check = function(ctx, t)
      t.equal(ctx.judgement:likelihood("likely"), "likely")
      t.contains(ctx.judgement:verdict("likely", "moderate"), "Likelihood: **likely** (55–80%).")
    end,
  },
  {
    name = "in French", as_of = "2026-09-30", language = "fr",
    check = function(ctx, t)
      t.contains(ctx.judgement:verdict("likely", "moderate"), "**probable** (55 à 80 %)")
    end,
  },
  {
    name = "a word that is none", as_of = "2026-09-30",
    check = function(ctx, t)
      t.raises(function() ctx.judgement:likelihood("perhaps") end, "no likelihood is called")
    end,
  },
  {
    name = "both in one sentence", as_of = "2026-09-30",
    check = function(ctx, t)
      t.raises(function() ctx.judgement:checked("It is likely, and confidence is high.") end, "")
    end,
  },
}
