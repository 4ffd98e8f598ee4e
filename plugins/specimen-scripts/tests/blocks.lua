--- Each kind of block is there, in English, French and Arabic.
local function check(doc, t)
  t.equal(#doc:all("table"), 1)
  t.equal(#doc:all("heading"), 9)
end

return {
  { name = "English", as_of = "2026-09-30", warnings = {},
    params = { eastern = false }, check = check },
  { name = "French", as_of = "2026-09-30", language = "fr", warnings = {},
    params = { eastern = false }, check = check },
  { name = "Arabic", as_of = "2026-09-30", language = "ar", warnings = {},
    params = { eastern = false }, check = check },
}
