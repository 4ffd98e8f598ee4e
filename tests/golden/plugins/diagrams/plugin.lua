--- Gantt charts, timelines, chronologies and matrices.
local categories = { { key = "built", title = "Built" }, { key = "closed", title = "Closed" } }

return {
  name = "diagrams", version = "1.0.0", api = 1,
  summary = "A golden section of diagrams",

  build = function(_, doc)
    doc:heading("Harbours")
    doc:gantt {
      id = "harbours", caption = "Harbours and their years", title = "By coast", categories = categories, data = "below",
      marks = { { at = "1740-05", label = "The great frost" } },
      rows = {
        { group = "The near shore", title = "Alder", from = "1700", to = "1750-06-01", label = "open" },
        { title = "Birch, where the river comes down to the sea", spans = {
          { from = "1710", to = "1730" }, { from = "1725", category = "closed", label = "closed", approx = true }, { at = "1712", label = "fire" },
        } },
        { group = "The far shore", title = "Cedar", to = "1720-01-01" },
      },
    }
    doc:timeline {
      caption = "Storms", categories = { { key = "storm", title = "Storm" }, { key = "after", title = "What came of it" } }, events = {
        { at = "1703-11-26", text = "The Great Storm", key = true, category = "storm" },
        { at = "1707", text = "A fleet is lost on the rocks", category = "storm" },
        { at = "1707-10", text = "Longitude is sought", category = "after" }, { at = "1759-11", text = "The last of them", category = "storm" },
      },
    }
    doc:chronology {
      id = "years", events = {
        { at = "1700", text = "Alder is **built**.^[In one summer.]", key = true }, { at = "1740-05-03", text = "Ice.\n\nAnd more of it.", id = "ice" },
      },
    }
    doc:matrix {
      id = "tbl-trade", caption = "Who trades what", corner = "Municipality", columns = { "Rope", "Salt", "Sails and everything else that is made of cloth" },
      marks = { { key = "sells", title = "Sells" }, { key = "buys", title = "Buys" } },
      rows = { { "Alder", "sells", "buys", "", group = "Near" }, { "Cedar", "buys", "sells", "sells" } },
    }
    -- Longer than a page: its number, its heads and the group that goes on are set again.
    local berths = {}
    for i = 1, 60 do
      berths[i] = { "Berth " .. i, i % 3 == 0 and "sells" or "", i % 4 == 0 and "buys" or "", "",
                    group = i == 1 and "North quay" or i == 9 and "South quay" or nil }
    end
    doc:matrix {
      id = "tbl-berths", caption = "Berth by berth", columns = { "Rope", "Salt", "Ice" },
      marks = { { key = "sells", title = "Sells" }, { key = "buys", title = "Buys" } }, rows = berths,
    }
    doc:text("[](#harbours) and [](#tbl-trade); [ice](#ice).")
  end,
}
