--- Region by region.
return {
  {
    name = "1992", as_of = "1992-06-01", warnings = {},
    check = function(doc, t)
      t.contains(doc:text(), "No country of these regions had become a partner by 1 June 1992")
      t.lacks(doc:text(), "Partnership for Peace")
    end,
  },
  {
    name = "South Caucasus", as_of = "2019-06-01", warnings = {},
    params = { regions = { "south-caucasus" } },
    check = function(doc, t)
      t.equal(#doc:rows(doc:find("table", { id = "tbl-south-caucasus" })), 4)
      t.equal(#doc:all("map"), 1)
      t.contains(doc:text(), "Georgia")
      t.lacks(doc:text(), "Central Asia")
    end,
  },
  {
    name = "with its outlook", as_of = "2026-11-01", warnings = {},
    params = { regions = { "south-caucasus" }, outlook = true },
    check = function(doc, t)
      t.contains(doc:text(), "Unresolved occupation")
    end,
  },
  {
    name = "what bears on several regions, once", as_of = "2024-07-15", params = { only_changed = true }, warnings = {},
    check = function(doc, t)
      local _, times = doc:text():gsub("Washington Summit:", "")
      t.equal(times, 1)
      t.contains(doc:text(), "Regions: Eastern Europe and the Black Sea; Mediterranean and North Africa;")
      t.equal(#doc:all("map"), 0)
    end,
  },
  {
    name = "a page for each region with news of its own", as_of = "2023-12-11", params = { only_changed = true }, warnings = {},
    check = function(doc, t)
      t.contains(doc:text(), "Regions: Eastern Europe and the Black Sea; South Caucasus; Western Balkans;")
      t.equal(#doc:all("map"), 2)
    end,
  },
  {
    name = "no such region", as_of = "2019-06-01",
    params = { regions = { "south-caucasia" } },
    fails = "unknown region \"south-caucasia\"",
  },
  {
    name = "in French", as_of = "2026-11-01", language = "fr", warnings = {},
    check = function(doc, t)
      t.contains(doc:text(), "Quatre partenaires comparés au 1er novembre 2026")
      t.lacks(doc:text(), "Allies")
    end,
  },
}
