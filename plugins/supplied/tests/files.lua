--- What comes with a request, and what captions.json says of it.
return {
  {
    name = "nothing came", as_of = "2019-06-01", warnings = {},
    check = function(doc, t)
      t.contains(doc:text(), "No file that can be shown came with the request.")
    end,
  },
  {
    name = "captions", as_of = "2019-06-01", warnings = {},
    files = { ["ships.csv"] = "Ship,Tons\nNord,7\n", ["captions.json"] = '{ "ships.csv": { "caption": "All ships", "source": "The port" } }' },
    check = function(doc, t)
      t.contains(doc:text(), "All ships")
    end,
  },
  {
    name = "a file that did not come", as_of = "2019-06-01", fails = 'no file "shps.csv" came with the request',
    files = { ["ships.csv"] = "Ship,Tons\nNord,7\n", ["captions.json"] = '{ "shps.csv": { "caption": "All ships" } }' },
  },
  {
    name = "words alone", as_of = "2019-06-01", fails = 'of "ships.csv" it says a string',
    files = { ["ships.csv"] = "Ship,Tons\nNord,7\n", ["captions.json"] = '{ "ships.csv": "All ships" }' },
  },
  {
    name = "a key that is none", as_of = "2019-06-01", fails = 'it says "captoin"',
    files = { ["ships.csv"] = "Ship,Tons\nNord,7\n", ["captions.json"] = '{ "ships.csv": { "captoin": "All ships" } }' },
  },
  {
    name = "in French", as_of = "2019-06-01", language = "fr", warnings = {},
    check = function(doc, t)
      t.equal(#doc:all("heading"), 1)
    end,
  },
}
