--- Pictures of every kind, size and place.
return {
  name = "figures", version = "1.0.0", api = 1,
  summary = "Image files as figures",

  build = function(_, doc)
    doc:heading("Pictures")
    doc:text("Of its own size in [](#wide), turned in [](#turned).")
    doc:figure { image = "wide.png", id = "wide", alt = "From dark to light", caption = "At 150 dpi", note = "Made *by hand*", source = "A drawer" }
    doc:figure { image = "turned.jpg", id = "turned", alt = "Turned clockwise", caption = "What Exif says^[Of its side.]", align = "center" }
    doc:figure { image = "glass.png", alt = "Ever less transparent", align = "right", width = 40 }
    doc:figure { image = "divider.svg", decorative = true, align = "center", width = "30%" }
    doc:figure { image = "divider.svg", decorative = true, note = "An ornament with a credit" }
    doc:heading("Sizes", { level = 2 })
    doc:figure { image = "wide.png", alt = "Half as wide", width = "50%", height = 60, caption = "Within both" }
    doc:figure { image = "wide.png", alt = "Too wide", width = 900, caption = "No wider than its column, and coarse" }
    doc:figure { image = "tall.png", alt = "Too high", caption = "No higher than its page", note = "With its words" }
    doc:list { "an item", "another" }
    doc:figure { image = "tall.png", alt = "Stated", height = 1200 }
  end,
}
