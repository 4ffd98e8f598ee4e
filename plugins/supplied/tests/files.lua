--- What comes with a request; tests bring no files, so that there is nothing to show.
return {
  {
    name = "nothing came", as_of = "2019-06-01", warnings = {},
    check = function(doc, t)
      t.contains(doc:text(), "No file that can be shown came with the request.")
    end,
  },
  {
    name = "in French", as_of = "2019-06-01", language = "fr", warnings = {},
    check = function(doc, t)
      t.equal(#doc:all("heading"), 1)
    end,
  },
}
