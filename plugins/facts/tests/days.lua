--- What the base says on several days, in the host that reports run in.
return {
  {
    name = "the first day", as_of = "1991-12-20",
    check = function(ctx, t)
      t.equal(#ctx.facts:members(), 16)
      t.equal(ctx.facts:count("nacc"), 9)
      t.equal(#ctx.facts:partners(), 9)
      t.equal(ctx.facts:framework("pfp"), nil)
    end,
  },
  {
    name = "before Poland joined", as_of = "1999-03-11",
    check = function(ctx, t)
      t.equal(#ctx.facts:members(), 16)
      t.equal(ctx.facts:member("POL"), nil)
    end,
  },
  {
    name = "when Poland joined", as_of = "1999-03-12",
    check = function(ctx, t)
      t.equal(#ctx.facts:members(), 19)
      t.ok(ctx.facts:member("POL"))
      t.contains(ctx.facts:status("POL").text, "Ally since 12 March 1999")
    end,
  },
  {
    name = "Malta left", as_of = "1996-10-27",
    check = function(ctx, t)
      t.contains(ctx.facts:status("MLT").text, "left PfP on 27 October 1996")
      t.equal(ctx.facts:count("pfp"), 26)
    end,
  },
  {
    name = "Sweden, the day before", as_of = "2024-03-06",
    check = function(ctx, t)
      t.contains(ctx.facts:status("SWE").text, "Partner: PfP since 9 May 1994")
    end,
  },
  {
    name = "Sweden is an Ally", as_of = "2024-03-07",
    check = function(ctx, t)
      t.contains(ctx.facts:status("SWE").text, "Ally since 7 March 2024")
      t.equal(#ctx.facts:members(), 32)
    end,
  },
  {
    name = "nothing later shows", as_of = "2019-06-01",
    check = function(ctx, t)
      for _, event in ipairs(ctx.facts:events()) do
        t.ok(event.date <= "2019-06-01", event.title)
      end
      t.equal(#ctx.facts:events(nil, { last = 4 }), 4)
    end,
  },
  {
    name = "names in French", as_of = "2019-06-01", language = "fr",
    check = function(ctx, t)
      t.equal(ctx.facts:name("GEO"), "Géorgie")
      t.contains(ctx.facts:status("SWE").text, "9 mai 1994")
    end,
  },
  {
    name = "what an edition had on record, and the base has not", as_of = "2024-04-01",
    check = function(ctx, t)
      local facts = ctx.facts
      local memory = facts:memory("2024-03-10")
      t.equal(#facts:learned(memory, "2024-03-10"), 0)
      t.equal(#facts:retracted(memory), 0)
      local gone = table.remove(memory.told)
      t.equal(facts:learned(memory, "2024-03-10")[1].key, gone.key)
      table.insert(memory.told, { key = "x", at = "2024-02-01", words = "Nothing of the *kind*", codes = { "SWE" } })
      t.equal(facts:retracted(memory)[1].words, "Nothing of the *kind*")
      memory.language = "fr"
      t.equal(facts:retracted(memory)[1].words, "[Nothing of the *kind*]{lang=fr}")
      local event
      for _, one in ipairs(memory.told) do
        event = one.state and one or event
      end
      event.state, event.words = "Another\nUn autre", "Another"
      t.equal(#facts:restated(memory), 1)
      t.equal(facts:restated(memory)[1].key, event.key)
      t.equal(facts:restated(memory)[1].before, "[Another]{lang=fr}")
      t.equal(#facts:learned(nil, "2024-03-10") + #facts:retracted(nil) + #facts:restated(nil), 0)
    end,
  },
  {
    name = "what is asked wrongly", as_of = "2019-06-01",
    check = function(ctx, t)
      t.raises(function() return ctx.facts.memebers end, "has no 'memebers'")
    end,
  },
}
