--- Every block and option of the engine, a page or two each: to look at, and to compare.
return {
  name = "specimen", title = { en = "Specimen of blocks", fr = "Spécimen des blocs", ar = "نماذج من العناصر" }, template = "briefing",
  summary = "Every block that a section can write, with its options",
  sections = {
    { "specimen-words" },
    { "specimen-scripts" },
    { "specimen-figures" },
    { "specimen-charts" },
    { "specimen-maps" },
    { "specimen-diagrams" },
    { "specimen-tables" },
    { "specimen-pages" },
    { "specimen-matter" },
  },
}
