--- Each kind of block is there, in English, French and Arabic.
return {
  {
    name = "English", as_of = "2026-09-30", warnings = { "of the map's points 1 cannot be shown", "no room on the map for 2" },
    check = function(doc, t)
      t.equal(#doc:all("map"), 11)
    end,
  },
  {
    name = "French", as_of = "2026-09-30", language = "fr", warnings = { "of the map's points 1 cannot be shown", "no room on the map for 2" },
    check = function(doc, t)
      t.equal(#doc:all("map"), 11)
    end,
  },
  {
    name = "Arabic", as_of = "2026-09-30", language = "ar", warnings = { "of the map's points 1 cannot be shown", "no room on the map for 2", "no room on the map for 1" },
    check = function(doc, t)
      t.equal(#doc:all("map"), 11)
    end,
  },
}
