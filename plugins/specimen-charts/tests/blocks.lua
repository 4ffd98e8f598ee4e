--- Each kind of block is there, in English, French and Arabic.
local function check(doc, t)
  t.equal(#doc:all("chart"), 19)
end

return {
  { name = "English", as_of = "2026-09-30", warnings = {}, check = check },
  { name = "French", as_of = "2026-09-30", language = "fr", warnings = {}, check = check },
  { name = "Arabic", as_of = "2026-09-30", language = "ar", warnings = {}, check = check },
}
