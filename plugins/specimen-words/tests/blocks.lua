--- Each kind of block is there, in English, French and Arabic.
local function check(doc, t)
  t.equal(#doc:all("list"), 12)
  t.equal(#doc:all("callout"), 4)
  t.equal(#doc:all("facts"), 3)
  t.equal(#doc:all("quote"), 1)
end

return {
  { name = "English", as_of = "2026-09-30", warnings = {}, check = check },
  { name = "French", as_of = "2026-09-30", language = "fr", warnings = {}, check = check },
  { name = "Arabic", as_of = "2026-09-30", language = "ar", warnings = {}, check = check },
}
