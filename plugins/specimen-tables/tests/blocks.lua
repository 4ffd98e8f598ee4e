--- Each kind of block is there, in English, French and Arabic.
local warnings = { "its columns were set in 2 parts" }

local function check(doc, t)
  t.equal(#doc:all("table"), 8)
end

return {
  { name = "English", as_of = "2026-09-30", warnings = warnings, check = check },
  { name = "French", as_of = "2026-09-30", language = "fr", warnings = warnings, check = check },
  { name = "Arabic", as_of = "2026-09-30", language = "ar", warnings = warnings, check = check },
}
