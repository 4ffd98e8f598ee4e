--- Sources for the golden documents.
local sources = {
  charter = { title = "Charter of the Harbour League", publisher = "Harbour League", date = "1994-01-10",
              url = "https://example.org/charter", accessed = "2026-09-29", language = "en", verified = true },
  traite = { title = "Traité d’amitié et de coopération", publisher = "Gazette", date = "2004-06",
             url = "https://example.org/traite", accessed = "2026-11-23", language = "fr", verified = true },
  press = { title = "A note to the press", date = "2019", language = "en", verified = false },
}

return {
  name = "deeds", version = "1.0.0", api = 1,
  summary = "Sources of the golden documents",
  provide = function() return {} end,
  source = function(_, key) return sources[key] end,
}
