--- Each kind of block is there, in English, French and Arabic.
local warnings = { "of the map's points 1 cannot be shown", "no room on the map for 2" }

local function check(doc, t)
  t.equal(#doc:all("map"), 11)
end

return {
  { name = "English", as_of = "2026-09-30", warnings = warnings, check = check },
  { name = "French", as_of = "2026-09-30", language = "fr", warnings = warnings, check = check },
  { name = "Arabic", as_of = "2026-09-30", language = "ar", warnings = warnings, check = check },
}
