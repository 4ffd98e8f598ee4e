--- The notice.
return {
  {
    name = "notice", as_of = "2024-04-01", warnings = {},
    params = { number = 7, issued = "2024-03-01", reason = "A wrong *date*." },
    check = function(doc, t)
      t.contains(doc:text(), "issued on 1 March 2024")
      t.contains(doc:text(), "Reason: A wrong *date*.")
    end,
  },
}
