--- Each kind of block is there, in English, French and Arabic.
local warnings = { "there is no table with a caption", "there is no figure with a caption" }

local function check(doc, t)
  t.equal(#doc:all("index"), 1)
  t.equal(#doc:all("colophon"), 1)
  t.equal(#doc:all("note"), 1)
end

return {
  { name = "English", as_of = "2026-09-30", warnings = warnings, check = check },
  { name = "French", as_of = "2026-09-30", language = "fr", warnings = warnings, check = check },
  { name = "Arabic", as_of = "2026-09-30", language = "ar", warnings = warnings, check = check },
}
