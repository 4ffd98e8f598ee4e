--- Judgement on a plain interpreter: its words in both languages, and that no sentence says both how likely and how confident.
-- Usage: lua5.4 tests/content/judgement.lua ROOT
local root = arg[1] or "."
package.path = root .. "/tests/content/?.lua;" .. package.path
local host = require("host")

local plugin = host.load(root, "judgement")
local check, finish = host.checks()

local function judgement_in(language)
  return plugin.provide { data = host.data(root, plugin), label = host.labels(root, "judgement", language) }
end

local en, fr = judgement_in("en"), judgement_in("fr")
check("verdict", en:verdict("likely", "moderate"), "Likelihood: **likely** (55–80%). Confidence: **moderate**.")
check("verdict in French", fr:verdict("unlikely", "low"), "Vraisemblance : **improbable** (20 à 45 %). Confiance : **faible**.")
for _, bad in ipairs { { en, "We judge with high confidence that a war is unlikely. It rains." },
                       { fr, "Nous jugeons avec une grande confiance que la guerre est improbable." } } do
  local ok, message = pcall(bad[1].checked, bad[1], bad[2])
  check(bad[2], ok, false)
  check(bad[2] .. " is told", tostring(message):find("both how likely", 1, true) ~= nil, true)
end
for _, good in ipairs { { en, "A war is unlikely. Confidence is high." }, { fr, "La guerre est improbable. La confiance est élevée." },
                        { en, en:verdict("very-likely", "high") }, { fr, fr:verdict("roughly-even", "low") } } do
  check(good[2], good[1]:checked(good[2]), good[2])
end
local ok, message = pcall(en.likelihood, en, "probable")
check("no such word", ok, false)
check("the words there are", tostring(message):find("almost-none, very-unlikely", 1, true) ~= nil, true)

-- Both scales are told whole, in both languages.
for language, api in pairs { en = en, fr = fr } do
  local box
  api:scales({ callout = function(_, spec) box = spec.text end }, " [@x]")
  for key in pairs(host.data(root, plugin).scale) do
    check(language .. " " .. key, box:find(api:likelihood(key), 1, true) ~= nil, true)
  end
end

finish()
