--- Pictures of every kind and size. The files in images/ were drawn by programs for this specimen; no place in them exists.
return {
  name = "specimen-figures", version = "1.0.0", api = 1,
  summary = "A specimen of figures: photographs, drawings, emblems",

  build = function(ctx, doc)
    doc:heading(ctx.label("title"), { id = "figures" })
    doc:prose("intro")
    doc:figure {
      image = "bridge.jpg", id = "fig-bridge", width = "80%",
      caption = ctx.label("bridge"), alt = ctx.label("bridge-alt"), source = ctx.label("bridge-source"),
    }

    doc:heading(ctx.label("sizes"), { level = 2 })
    doc:prose("sizes")
    doc:figure {
      image = "lighthouse.jpg", height = 165, align = "center", id = "fig-lighthouse",
      caption = ctx.label("lighthouse"), alt = ctx.label("lighthouse-alt"),
    }
    doc:figure {
      image = "relief.png", width = "60%", place = "auto", id = "fig-relief",
      caption = ctx.label("relief"), alt = ctx.label("relief-alt"), note = ctx.label("relief-note"),
    }
    doc:figure { image = "divider.svg", width = 120, align = "center", decorative = true }

    doc:heading(ctx.label("drawings"), { level = 2 })
    doc:prose("drawings")
    doc:figure { image = "rose.svg", id = "fig-rose", caption = ctx.label("rose"), alt = ctx.label("rose-alt") }
    doc:callout { title = ctx.label("alpha"), tone = "note", text = ctx.label("alpha-text") }
    doc:figure {
      image = "seal.png", width = 62, align = "right", alt = ctx.label("seal-alt"), note = ctx.label("seal-note"),
    }
    doc:columns {
      widths = { "1*", "2*" },
      function(column)
        column:figure { image = "seal.png", alt = ctx.label("seal-alt") }
      end,
      function(column) column:prose("beside") end,
    }
    doc:figure {
      image = "bridge.jpg", place = "top", id = "fig-top",
      caption = ctx.label("top"), alt = ctx.label("bridge-alt"), width = "100%",
    }
  end,
}
