---@meta sitrep
--- What plugins are given: doc, ctx, date, text, and what their tests are.
--- Made by `sitrep plugin library`, for lua-language-server: not to be edited, and run by nobody.

---What NAME.lua beside plugin.lua returns.
---@param name string
---@return any
function require(name) end

---@class doc.cell
---@field align? "left"|"right"|"center"|"decimal"
---@field alt? string|number
---@field bar? number
---@field blocks? string|number
---@field colspan? integer
---@field format? doc.format
---@field header? boolean
---@field id? string|number
---@field note? string|number
---@field rowspan? integer
---@field sparkline? number[]
---@field text? string|number
---@field tone? "good"|"bad"|"key"|"muted"
---@field valign? "top"|"middle"|"bottom"
---@field value? number

---@class doc.format
---@field decimals? integer
---@field grouping? boolean
---@field sign? boolean
---@field unit? string|number

---@class plugin
---@field api 1
---@field build? fun(ctx: ctx, doc: doc)
---@field check? fun(data: table<string, any>): table[]
---@field collect? fun(ctx: ctx): table<string, any>|nil
---@field covers? { from?: string, to?: string }
---@field data? table<string, any>
---@field last? boolean
---@field name string
---@field params? table<string, param>
---@field provide? fun(ctx: ctx): table<string, any>
---@field source? fun(api: any, key: string): table<string, any>|nil
---@field summary string
---@field uses? string[]
---@field version string
---@field vocab? fun(data: table<string, any>): table<string, any>

---@class doc.heading
---@field appendix? boolean
---@field id? string|number
---@field level? integer
---@field numbered? boolean

---@class doc.numbered
---@field id? string|number

---@class doc.runin
---@field id? string|number

---@class doc.definition
---@field [integer] string|doc.list
---@field id? string|number

---@class doc.definitions
---@field [integer] doc.definition
---@field id? string|number
---@field loose? boolean
---@field ordered? boolean
---@field start? integer
---@field style? "bullet"|"decimal"|"alpha"|"upper-alpha"|"roman"|"upper-roman"|"check"|"definitions"
---@field term? "auto"|"hung"|"run-in"

---@class doc.item
---@field done? boolean
---@field id? string|number
---@field text string

---@class doc.list
---@field [integer] string|doc.item|doc.list|doc.definition
---@field id? string|number
---@field loose? boolean
---@field ordered? boolean
---@field start? integer
---@field style? "bullet"|"decimal"|"alpha"|"upper-alpha"|"roman"|"upper-roman"|"check"|"definitions"
---@field term? "auto"|"hung"|"run-in"

---@class doc.callout
---@field landscape? boolean
---@field place? "here"|"top"|"bottom"|"page"|"auto"
---@field id? string|number
---@field text string
---@field title? string|number
---@field tone? "note"|"key"|"warning"|"judgement"

---@class doc.fact
---@field [integer] string|number

---@class doc.facts
---@field [integer] doc.fact|doc.state
---@field columns? integer
---@field id? string|number
---@field title? string|number

---@class doc.said
---@field by? string
---@field id? string

---@class doc.state
---@field [integer] string|number
---@field state? "good"|"caution"|"bad"

---@class doc.colophon
---@field id? string|number
---@field title? string|number

---@class doc.contents
---@field depth? integer
---@field id? string|number
---@field title? string|number

---@class doc.endnotes
---@field id? string|number
---@field title? string|number

---@class doc.index
---@field automatic? boolean
---@field id? string|number
---@field kind? string|number
---@field terms? table<string, string>
---@field title? string|number

---@class doc.list_of
---@field id? string|number
---@field title? string|number

---@class doc.sources
---@field id? string|number
---@field short? boolean
---@field title? string|number

---@class doc.table
---@field landscape? boolean|"auto"
---@field place? "here"|"top"|"bottom"|"page"|"auto"
---@field caption? string|false
---@field columns (string|doc.table.group|doc.table.column)[]
---@field foot? doc.table.row[]
---@field foot_repeat? boolean
---@field head? doc.table.row[]
---@field heat? true|doc.table.heat
---@field id? string|number
---@field notes? table<string|integer, string>
---@field repeat_stub? boolean|integer
---@field rows doc.table.row[]
---@field source? string|number
---@field zebra? boolean

---@class doc.table.column
---@field align? "left"|"right"|"center"|"decimal"
---@field format? doc.format
---@field header? boolean
---@field max? number
---@field min? number
---@field nowrap? boolean
---@field title string
---@field valign? "top"|"middle"|"bottom"
---@field width? string|number

---@class doc.table.group
---@field columns (string|doc.table.group|doc.table.column)[]
---@field title string

---@class doc.table.heat
---@field columns? integer[]
---@field high? number
---@field legend? boolean
---@field low? number

---@class doc.table.row
---@field [integer] string|number|doc.cell
---@field group? string|number
---@field id? string|number
---@field level? integer
---@field total? boolean

---@class doc.chart
---@field alt? string|number
---@field caption? string|number
---@field height? number
---@field id? string|number
---@field note? string|number
---@field source? string|number
---@field data? "none"|"below"|"annex"
---@field title? string|number
---@field landscape? boolean
---@field place? "here"|"top"|"bottom"|"page"|"auto"
---@field annotations? doc.chart.annotation[]
---@field decimals? integer
---@field horizontal? boolean
---@field kind "bar"|"stacked"|"percent"|"line"|"area"|"slope"|"dot"|"scatter"|"pie"|"donut"|"sparkline"
---@field labels? string[]
---@field marks? doc.chart.mark[]
---@field max? number
---@field min? number
---@field multiples? doc.chart.panel[]
---@field prefix? string|number
---@field scale? "linear"|"log"
---@field series? (doc.chart.series|doc.chart.scatter)[]
---@field show_values? boolean
---@field unit? string|number
---@field x? "category"|"date"
---@field x_decimals? integer
---@field x_max? number|string
---@field x_min? number|string
---@field x_prefix? string|number
---@field x_scale? "linear"|"log"
---@field x_title? string|number
---@field x_unit? string|number
---@field y_title? string|number

---@class doc.chart.annotation
---@field text string
---@field x number|string
---@field y number

---@class doc.chart.mark
---@field at? number|string
---@field axis? "x"|"y"
---@field from? number|string
---@field label? string|number
---@field to? number|string

---@class doc.chart.panel
---@field series doc.chart.series[]
---@field title string

---@class doc.chart.point
---@field [integer] number
---@field label? string|number
---@field size? number

---@class doc.chart.scatter
---@field name string
---@field points doc.chart.point[]

---@class doc.chart.series
---@field name string
---@field values number[]

---@class doc.figure
---@field alt? string|number
---@field caption? string|number
---@field height? number
---@field id? string|number
---@field note? string|number
---@field source? string|number
---@field landscape? boolean
---@field place? "here"|"top"|"bottom"|"page"|"auto"
---@field align? "left"|"right"|"center"
---@field decorative? boolean
---@field image string
---@field width? number|string

---@class doc.map
---@field alt? string|number
---@field caption? string|number
---@field height? number
---@field id? string|number
---@field note? string|number
---@field source? string|number
---@field data? "none"|"below"|"annex"
---@field title? string|number
---@field landscape? boolean
---@field place? "here"|"top"|"bottom"|"page"|"auto"
---@field area? string|number
---@field bbox? doc.map.box
---@field breaks? number[]
---@field categories? doc.map.category[]
---@field countries? string[]
---@field country? string|number
---@field focus? string[]
---@field graticule? boolean
---@field labels? "names"|"codes"|"values"|"none"|string[]
---@field legend? boolean
---@field names? table<string, string>
---@field points? doc.map.point[]
---@field projection? "auto"|"equal-earth"|"azimuthal"|"albers"|"conformal"
---@field scale? boolean
---@field value_title? string|number
---@field values? table<string, string|number>

---@class doc.map.box
---@field e number
---@field n number
---@field s number
---@field w number

---@class doc.map.category
---@field colour? string|number
---@field key string
---@field title string

---@class doc.map.point
---@field kind? "dot"|"square"|"triangle"|"diamond"|"ring"
---@field label? string|number
---@field lat number
---@field lon number
---@field size? number

---@class doc.category
---@field key string
---@field title string

---@class doc.chronology
---@field events doc.chronology.event[]
---@field id? string|number

---@class doc.chronology.event
---@field at string
---@field id? string|number
---@field key? boolean
---@field text string

---@class doc.gantt
---@field landscape? boolean
---@field place? "here"|"top"|"bottom"|"page"|"auto"
---@field alt? string|number
---@field caption? string|number
---@field height? number
---@field id? string|number
---@field note? string|number
---@field source? string|number
---@field data? "none"|"below"|"annex"
---@field title? string|number
---@field categories? doc.category[]
---@field from? string|number
---@field marks? doc.gantt.mark[]
---@field rows doc.gantt.row[]
---@field to? string|number

---@class doc.gantt.mark
---@field at string
---@field label? string|number

---@class doc.gantt.row
---@field approx? boolean
---@field at? string|number
---@field category? string|number
---@field from? string|number
---@field label? string|number
---@field to? string|number
---@field group? string|number
---@field spans? doc.span[]
---@field title string

---@class doc.matrix
---@field caption? string|number
---@field columns string[]
---@field corner? string|number
---@field id? string|number
---@field marks doc.category[]
---@field rows doc.matrix.row[]

---@class doc.matrix.row
---@field [integer] string
---@field group? string|number
---@field id? string|number

---@class doc.span
---@field approx? boolean
---@field at? string|number
---@field category? string|number
---@field from? string|number
---@field label? string|number
---@field to? string|number

---@class doc.timeline
---@field landscape? boolean
---@field place? "here"|"top"|"bottom"|"page"|"auto"
---@field alt? string|number
---@field caption? string|number
---@field height? number
---@field id? string|number
---@field note? string|number
---@field source? string|number
---@field data? "none"|"below"|"annex"
---@field title? string|number
---@field categories? doc.category[]
---@field events doc.timeline.event[]
---@field from? string|number
---@field to? string|number

---@class doc.timeline.event
---@field at string
---@field category? string|number
---@field key? boolean
---@field text string

---@class doc.balance
---@field [integer] string|fun(doc: doc)
---@field columns? integer
---@field gap? number
---@field id? string|number

---@class doc.columns
---@field [integer] string|fun(doc: doc)
---@field gap? number
---@field id? string|number
---@field widths? (string|number)[]

---@class ctx.csv
---@field columns string[]
---@field rows string[][]

---@class ctx.file
---@field kind "image"|"csv"|"json"|"text"|"other"
---@field name string
---@field size integer

---@class ctx.period
---@field from string
---@field to string

---@class ctx.section
---@field id string
---@field index integer
---@field name string

---@class date.parsed
---@field day integer
---@field month integer
---@field precision "year"|"month"|"day"
---@field year integer

---@class date.step
---@field days? integer
---@field months? integer
---@field years? integer

---@class block
---@field id? string
---@field in? (block|string)[]
---@field kind string
---@field [string] any

---@class test.warning
---@field file string
---@field line integer
---@field message string
---@field section string

---What `build` writes with. All text is Markdown: *emphasis*, **strong**, `code`, [links](https://…), [@source] citations, [^key] and ^[text] notes, [](#id) cross references, [](#id){page} ("page 3") and [words](#id){on-page} ("words on page 3"), [words]{lang=fr} in another language, [NATO]{.sc} in small capitals, 1[er]{.sup} raised, [words]{index} for an index. Of these a mark that opens what nothing closes is a mistake; in text that came with the request (its files, parameters and data) it is printed as it stands, with a warning. Options stand by name in braces, and but where it is said none must be given; id names a block for references.
---@class doc
local doc = {}

---A heading. level 1 (the default) is the section's own; numbered = false leaves the number out. appendix = true, at level 1, begins Appendix A, B …, and what is below it is A.1.
---
---    doc:heading("Partners", { id = "partners" })
---@param text string
---@param options? doc.heading
function doc:heading(text, options) end

---Text of the note that `[^key]` marks in the texts that follow in this section. In a text of its own, `[^key]: …` as a paragraph says the same.
---
---    doc:note("a", "Since 2008.")
---    doc:text("Georgia takes part[^a].")
---@param key string
---@param markdown string
function doc:note(key, markdown) end

---Paragraphs with numbers that count through the document. With an id the text is one paragraph, which `[](#id)` calls by its number.
---
---    doc:numbered("The Council met in May.", { id = "met" })
---@param markdown string
---@param options? doc.numbered
function doc:numbered(markdown, options) end

---What follows begins on a new page.
---
---    doc:pagebreak()
function doc:pagebreak() end

---The text of the plugin's file KEY.LANG.md (English where the report's language lacks it), its {placeholders} filled from values.
---
---    doc:prose("intro", { n = 3 })
---@param key string
---@param values? table<string, any>
function doc:prose(key, values) end

---A paragraph that begins with its heading, in bold, a level below the last; it has no number and is not in the contents.
---
---    doc:runin("Outlook", "It depends on the talks.")
---@param title string
---@param markdown string
---@param options? doc.runin
function doc:runin(title, markdown, options) end

---Paragraphs, lists, quotations, plain tables (| a | b |) and headings in Markdown; '#' is level 1. No HTML, no pictures.
---
---    doc:text("Georgia is **a partner**: see [](#partners).")
---@param markdown string
function doc:text(markdown) end

---Terms and what they mean; an item may have a list as third part, and an id. term is "hung" (beside the text), "run-in" (in its first line) or "auto": by their width.
---
---    doc:definitions { { "PfP", "Partnership for Peace" }, { "MD", "Mediterranean Dialogue" }, term = "hung" }
---@param options doc.definitions
function doc:definitions(options) end

---A list. An item is Markdown, or { text =, id =, done = }; with an empty line in it, several paragraphs. A table in between is a list below the item before it. style is "bullet" (default), "decimal" (the default with ordered = true), "alpha", "upper-alpha", "roman", "upper-roman", "check" (boxes, ticked where done = true) or "definitions"; start is the first number (1); loose = true sets items as far apart as paragraphs.
---
---    doc:list { "North", { "Finland", "Sweden" }, "South" }
---@param options doc.list
function doc:list(options) end

---A box set apart. text is Markdown blocks; tone is "note" (the default), "key", "warning" or "judgement" (what is concluded, set off from what is known); place and landscape: see below, pages.
---
---    doc:callout { tone = "judgement", title = "Outlook", text = "It is **likely** to go on." }
---@param options doc.callout
function doc:callout(options) end

---Large figures over what they count, 2 to 4 in a row. A number is written as the language does.
---
---    doc:facts { { "Members", 32 }, { "Share", "71 %" }, columns = 2 }
---@param options doc.facts
function doc:facts(options) end

---A sentence set large between rules. Where the section says the same in its text, it is read there and passed over here.
---
---    doc:pull("The door remains open.", { by = "A speaker" })
---@param markdown string
---@param options? doc.said
function doc:pull(markdown, options) end

---A quotation set apart; by says whose.
---
---    doc:quote("The door remains open.", { by = "A speaker" })
---@param markdown string
---@param options? doc.said
function doc:quote(markdown, options) end

---States side by side, up to 6 in a row. state ("good", "caution", "bad") sets a mark before it; its words must say the same.
---
---    doc:status { { "Ratification", "Delayed", state = "caution" }, { "Funding", "Secured", state = "good" } }
---@param options doc.facts
function doc:status(options) end

---How the document was made: report, day, data with their hashes, engine, typefaces, and what the template says of publisher, licence and contact.
---
---    doc:colophon { title = "How this was made" }
---@param options? doc.colophon
function doc:colophon(options) end

---The table of contents, down to heading level depth (the template's).
---
---    doc:contents { depth = 2 }
---@param options? doc.contents
function doc:contents(options) end

---The notes since the last place of endnotes. All notes of the document are endnotes then; those after the last place stand at its end.
---
---    doc:endnotes { title = "Notes" }
---@param options? doc.endnotes
function doc:endnotes(options) end

---Words and their pages, in the language's order: those marked by [words]{index}, or under a key by [words]{index=KEY} and [words]{index=KIND:KEY}. kind lists those of a kind alone; terms = { GEO = "Georgia" } names keys, and automatic = true finds the names in the text.
---
---    doc:text("[Sweden]{index} joined.")
---    doc:index { title = "Index" }
---@param options? doc.index
function doc:index(options) end

---All that have a caption, with their pages.
---
---    doc:list_of("tables", { title = "Tables" })
---@param what "tables"|"figures"
---@param options? doc.list_of
function doc:list_of(what, options) end

---The list of all sources the document cites. short = true, where there is little room, leaves out their addresses: the title leads there.
---
---    doc:sources { title = "Sources", short = true }
---@param options? doc.sources
function doc:sources(options) end

---A table. columns and rows are required:
---
---- columns: each a title, or { title =, align = "left" (default), "right", "center" or "decimal" (points below each other), width = "auto" (default), "30%", "2*" (shares of what is left) or points, min =, max = (points, of an automatic width or a share), nowrap = true, valign = "top", "middle" or "bottom" (the template's), header = true where its cells head their rows, format = }, or { title =, columns = { … } }: a title over several. format is { decimals = (as needed; a half is rounded up), unit = "€", sign = true (a plus before what is above 0), grouping = false (thousands unparted) }.
---- rows: each a list of cells, with id =, level = 2 and on (set in), total = true where it sums up; or { group = "South", level = } over the rows that follow.
---- A cell: Markdown; a number, written as the language does; "" where it is empty; or { text =, blocks = (paragraphs and lists in Markdown), colspan =, rowspan =, align =, valign =, tone = "good", "bad", "key" or "muted", header = true, format =, value = (what heat is measured by), note = (key of one of the notes), sparkline = { 1, 3, 2 }, bar = 0.4 (of its length), alt =, id = }.
---- head, foot: further rows at its ends; foot_repeat = true sets the foot on every page.
---- notes: { a = "…" } stand under it, lettered in the order of their marks [^a] in it; texts without a name are of the whole. source is the line below them; "Source:" is set before it.
---- heat: true, or { low =, high = (numbers; the least and the most there is), columns = { 2, 3 } (all but those that head rows), legend = false }: tints cells by their numbers. zebra: shades every other row (the template's).
---- landscape: true or "auto" (where it is too wide). Else a table too wide is set smaller, then in parts, in which the first columns come again: repeat_stub is how many (those with header = true).
---
---    doc:table {
---      columns = { { title = "Ally", header = true }, { title = "Share", align = "decimal", format = { decimals = 2, unit = "%" } } },
---      rows = { { "Poland", 4.12 }, { "Spain[^a]", 1.28 } }, notes = { a = "An estimate." }, source = "NATO", caption = "Spending, 2024",
---    }
---@param options doc.table
function doc:table(options) end

---A chart; the engine draws it. kind, series and, but for a scatter chart, labels are required:
---
---- kind: "bar", "stacked", "percent" (with horizontal = true these three lie), "line", "area", "slope", "dot", "scatter", "pie", "donut" or "sparkline".
---- labels: what stands along x; with x = "date" days in order of time: "2024", "2024-Q3", "2024-06" or "2024-06-15".
---- series: { { name =, values = { … } }, … }, a number for each label, 0/0 where there is none; of a scatter chart { { name =, points = { { x, y, label =, size = }, … } }, … }. multiples = { { title =, series = }, … }, in place of series, draws small charts that share their axes.
---- y_title, unit (set behind each number, with the space that the language wants), prefix (right before it), decimals, min, max, scale = "linear" (default) or "log" (powers of ten): the axis of values; x_title, x_unit, x_prefix, x_decimals, x_min, x_max, x_scale: the other.
---- show_values = true writes each number at its mark.
---- marks: { at =, label = } is a line across the plot, { from =, to =, label = } a band; with axis = "x" they stand at labels or days. annotations: { x =, y =, text = }, words at a point.
---
---    doc:chart { kind = "line", x = "date", labels = { "2022", "2023", "2024" }, unit = "%", caption = "Growth",
---                series = { { name = "Georgia", values = { 11, 7.8, 9.4 } } }, marks = { { at = 5, label = "Aim" } } }
---@param options doc.chart
function doc:chart(options) end

---A picture. image names a file of the plugin's folder images, or "request:NAME" one that came with the request: PNG, JPEG or SVG (shapes alone: text as outlines, no filters, nothing from outside). alt is required: what it shows, in a sentence; decorative = true, in its place, says that it shows nothing. width is points or "60%" of the column, height points; without them it has its own size (150 dpi where the file does not say). It never is wider than its column, or higher than a page. align is "left", "center" or "right".
---
---    doc:figure { image = "bridge.png", alt = "A bridge over a river", width = "60%", caption = "The bridge" }
---@param options doc.figure
function doc:figure(options) end

---A map. It shows one of area = "europe" ("world", "black-sea", a region's key), bbox = { w =, s =, e =, n = } in degrees (over the date line where e is less than w), or the country or countries it is to hold, which it outlines, as focus = { … } does others. Countries go by their ISO codes.
---
---- values: { UKR = "partner" } colours countries by categories = { { key =, title =, colour = "#17365d" (the template's) }, … }; { UKR = 2.5 } by number, in classes that the engine chooses or breaks = { 1, 2 } gives. The legend lists the categories that are seen, legend = false leaves it out; value_title says what is counted. A state that is no more ("CSK") is shown, and named, where those that followed it are.
---- points: { lat =, lon =, label =, kind = "dot" (default), "square", "triangle", "diamond" or "ring", size = (points) }.
---- labels: "names" (default, but on the world), "codes", "values", "none" or a list of countries; names = { UKR = "Ukraine" } says what they are called, else the language does. Those in focus are named first.
---- projection: "auto" (default), "equal-earth", "azimuthal", "albers" (all of equal area) or "conformal". graticule = true draws the degrees, scale = true a bar of kilometres.
---
---    doc:map { area = "black-sea", values = { TUR = "ally", GEO = "partner" }, caption = "Around the Black Sea",
---              categories = { { key = "ally", title = "Ally" }, { key = "partner", title = "Partner" } } }
---@param options doc.map
function doc:map(options) end

---Events one below the other, the day of each beside it, in the order given. at is "1994", "1994-01" or "1994-01-10"; text is Markdown blocks; key = true marks it.
---
---    doc:chronology { events = { { at = "1994-01-10", text = "Partnership for Peace", key = true }, { at = "1997-05", text = "EAPC" } } }
---@param options doc.chronology
function doc:chronology(options) end

---Stretches of time in rows, which are required:
---
---- rows: { title =, from =, to =, label =, category =, approx = true (its dates are about so), group = (names this row and those that follow) }, with at = in place of from and to for a moment, or with spans = { { from =, to = }, … } for several. Without from or to a stretch is open at that end; to is the first day after it.
---- categories: { { key =, title = }, … } have a colour each; the legend lists those that are used. marks: { { at =, label = }, … } are days that a line runs down at. from and to bound the axis (what the rows need).
---
---    doc:gantt { rows = { { title = "PfP", from = "1994-01-10" }, { title = "NACC", from = "1991-12", to = "1997-05" } }, caption = "Forums" }
---@param options doc.gantt
function doc:gantt(options) end

---Who takes part in what: a table of signs. columns are names; a row is { "Georgia", "active", "" }, its name and the key of a mark (or "") for each column, with group = before the first of several and id =, by which the two languages of a bilingual edition know it; marks = { { key =, title = }, … } have a sign each; corner stands over the names.
---
---    doc:matrix { columns = { "PARP", "OCC" }, rows = { { "Georgia", "in", "" } }, marks = { { key = "in", title = "Takes part" } } }
---@param options doc.matrix
function doc:matrix(options) end

---Events along an axis of days, their words above and below it: at is "1994", "1994-01" or "1994-01-10", text plain words, key = true sets it off; categories = { { key =, title = }, … } have a colour each, from and to bound the axis. Short words read best; for many or long ones there is doc:chronology.
---
---    doc:timeline { events = { { at = "1994-01-10", text = "Partnership for Peace" }, { at = "1997-05", text = "EAPC" } }, caption = "Steps" }
---@param options doc.timeline
function doc:timeline(options) end

---Blocks that flow through columns (2 to 6; default 2) of one height; in place of the function, Markdown. gap is in points (the template's). Nothing in it can float.
---
---    doc:balance { columns = 3, function(doc) doc:list { "Albania", "Belgium", "Canada" } end }
---@param options doc.balance
function doc:balance(options) end

---Columns side by side, 2 to 6, each a function that writes what stands in it, or Markdown. gap is in points (the template's); widths is a list of "2*" (shares), "30%" or points, one a column (all the same). Nothing in them can float.
---
---    doc:columns { widths = { "2*", "1*" }, function(doc) doc:text("What happened.") end, "In **brief**" }
---@param options doc.columns
function doc:columns(options) end

---What a plugin is told of its job. Data plugins (provide) have as_of, data, edition, label, language, now, period and warn.
---@class ctx
---@field as_of string The day the briefing speaks of, "YYYY-MM-DD".
---@field changes table[]|false What is different from the edition before, for a section whose plugin says last = true, in build: a list of { how, what, section, section_title, under, block, id, row, column, before, after, was, is, kind, follows }. how is "added", "removed" or "changed"; what is "section", "row", "cell", "column", "item", "event", "fact", "title", "source" or the kind of a block ("para", "table", …); under the headings above it; block (its title), id, row and column where it is; before and after what it says (what does not apply is nil), was and is what is different of that, with some words around it; follows: it is in the section and block of the one before it. Empty where nothing changed, false where there is no edition before to compare with. In a bilingual edition what is different in either language is told in both, each in its own words; where one says what it said, before and after are the same. Sections that are built last have no part in it.
---@field data table<string, any> The data sets the plugin declares in `data`, or what the request gives in their place. Read-only.
---@field edition table<string, any>|false Of an edition of a series { series, number, revision, previous, corrected, reason }, else false. previous is the edition before it, { number, revision, as_of, issued, period_from, period_to, findings } (findings as they were, by section id, in this language if it was issued in it), nil of the first; corrected the same of what a correction takes the place of, for the reason given. Read-only.
---@field files ctx.file[] The files that came with the request, in its folder: a list of { name, size, kind }, kind being "image", "csv", "json", "text" or "other". An image is shown by doc:figure { image = "request:NAME" }. Read-only.
---@field findings table<string|integer, any> What the collect of each section returned, by section id and in order; nil for a section that is not in the report. Read-only.
---@field found any What this section's own collect returned; in build.
---@field language string Language of the report: "en", "fr". A bilingual edition is collected and built once in each of its two: collect and build must write the same blocks in the same order in both, and only their words differ. Rows (of matrices, too), items and events that are sorted by their names need an id, by which they are paired.
---@field now string When the job was accepted, "2026-11-23T21:03:51Z". There is no other clock.
---@field params table<string, any> The section's parameters, checked and typed as declared. Read-only.
---@field period ctx.period|false The days that the briefing covers, { from = "YYYY-MM-DD", to = "YYYY-MM-DD" }, both included: what the schedule or the request says; false where it covers none.
---@field report string Name of the report.
---@field section ctx.section { id, name, index }: the section's id in this report, its plugin, its position.
---@field title string Title of the briefing.
local ctx = {}

---The text of key in labels.LANG.json (English where the report's language lacks it), its {placeholders} filled from values.
---
---    ctx.label("ships", { n = 3 }) --> "3 ships"
---@param key string
---@param values? table<string, any>
---@return string
function ctx.label(key, values) end

---A number from 0 to 1 without arguments, from 1 to m, or from m to n. The same request gives the same numbers.
---
---    local die = ctx.random(1, 6)
---@param m? integer
---@param n? integer
---@return number
function ctx.random(m, n) end

---The bytes of a file that came with the request, as a string.
---
---    doc:text(ctx.read("note.md"))
---@param name string
---@return string
function ctx.read(name) end

---A CSV file that came with the request: { columns = { "Name", … }, rows = { { "…", … }, … } }, the first line being the columns. Commas, semicolons or tabs separate; cells are strings.
---
---    ctx.read_csv("ships.csv").rows[1] --> { "Nord", "7" }
---@param name string
---@return ctx.csv
function ctx.read_csv(name) end

---The value in a JSON file that came with the request.
---
---    ctx.read_json("ship.json").tons --> 7
---@param name string
---@return any
function ctx.read_json(name) end

---Add a warning to the job's result; the report is issued all the same.
---
---    ctx.warn("The list of ships is a month old.")
---@param message string
function ctx.warn(message) end

---Days as the data writes them: "2004", "2004-03", "2004-03-29". A short date counts as the first day of its period.
---@class date
date = {}

---The day that much later, or earlier where negative. A day past the end of its month becomes its last.
---
---    date.add("2024-01-31", { months = 1 }) --> "2024-02-29"
---@param iso string
---@param step date.step
---@return string
function date.add(iso, step) end

----1, 0 or 1: whether a comes before b, on the same day, or after.
---
---    date.compare("2004", "2004-03") --> -1
---@param a string
---@param b string
---@return integer
function date.compare(a, b) end

---Days from a to b; negative where b comes first.
---
---    date.days_between("2024-02-28", "2024-03-01") --> 2
---@param a string
---@param b string
---@return integer
function date.days_between(a, b) end

---As the report's language writes it. style: "long" (7 March 2024, the default), "short" (7 Mar 2024), "month", "year"; what the date does not say is left out.
---
---    date.format("2004-03-29", "short") --> "29 Mar 2004"
---@param iso string
---@param style? "long"|"short"|"month"|"year"
---@return string
function date.format(iso, style) end

---{ year, month, day, precision }, of which precision is "year", "month" or "day"; nil and a message where it is no date.
---
---    date.parse("2004-03").precision --> "month"
---@param iso string
---@return date.parsed|nil, string?
function date.parse(iso) end

---Its year, a number.
---
---    date.year("2004-03-29") --> 2004
---@param iso string
---@return integer
function date.year(iso) end

---Words as the report's language has them.
---@class text
text = {}

---s with its Markdown escaped, so that it shows as it is.
---
---    text.escape("2*3") --> "2\\*3"
---@param s string
---@return string
function text.escape(s) end

---"a, b and c", as the report's language joins a list of strings.
---
---    text.list({ "Finland", "Norway", "Sweden" }) --> "Finland, Norway and Sweden"
---@param items string[]
---@return string
function text.list(items) end

---n with the language's separators; as many decimals as needed, or as said, a half rounded up.
---
---    text.number(1234.25, 1) --> "1,234.3"
---@param n number
---@param decimals? integer
---@return string
function text.number(n, decimals) end

---The CLDR plural category of n: "one", "few", "other" …
---
---    text.plural(1) --> "one"
---@param n number
---@return string
function text.plural(n) end

---A sorted copy of list, by the language's alphabet. key: a function of an element, or the name of a field; with it, in the second language of a bilingual edition, the order is that of the first.
---
---    text.sort({ { name = "Sweden" }, { name = "Åland" } }, "name")[1].name --> "Åland"
---@param list any[]
---@param key? string|fun(item: any): any
---@return any[]
function text.sort(list, key) end

---s with its first letter in upper case.
---
---    text.upper_first("sweden") --> "Sweden"
---@param s string
---@return string
function text.upper_first(s) end

---What check is given, of a section: the document that the test's request became. A block is a table: its kind, its id, what it has of its own, and in, a list of the blocks and texts in it; a snapshot shows all of them.
---@class test.doc
---@field as_of string The day it speaks of.
---@field findings table<string, any> What the collect of each section returned, by section.
---@field pages integer How many pages it has.
---@field sources table[] What it cites: a list of { number, key, title, date, url }.
---@field title string Its title.
---@field warnings test.warning[] What was told on the way: a list of { message, section, file, line }.
local test_doc = {}

---The blocks of a kind ("heading", "para", "table", "row", "chart", "callout" …; nil: of all kinds), in order. What the table names they must have: id as it was given to doc, text as a part of what they say, any other field as it is.
---
---    #doc:all("heading", { level = 1 }) --> 1
---@param kind? string
---@param match? table<string, any>
---@return block[]
function test_doc:all(kind, match) end

---The first of these; nil where there is none.
---
---    doc:find("table", { id = "ships" }).kind --> "table"
---@param kind? string
---@param match? table<string, any>
---@return block
function test_doc:find(kind, match) end

---The rows of a table, its heads first, each a list of the texts of its cells.
---
---    doc:rows(doc:find("table", { id = "ships" }))[2] --> { "Nord", "7" }
---@param table block
---@return string[][]
function test_doc:rows(table) end

---What the block says, without the document's notes, with plain spaces for those at which no line may end; without a block, all of it.
---
---    doc:text(doc:find("heading")) --> "Partners"
---@param block? block|string
---@return string
function test_doc:text(block) end

---What a check says of it. What is wrong is told with the line that asks, and the check goes on.
---@class test.t
local test_t = {}

---The words are in the text, or in what the block says. Any space is as another.
---
---    t.contains(doc:text(), "takes part")
---@param text string|block
---@param words string
---@param what? string
function test_t.contains(text, words, what) end

---The two are alike: tables if all that is in them is. Of tables the place is told where they differ.
---
---    t.equal(doc.findings.examples.total, 3, "of all ships")
---@param given any
---@param wanted any
---@param what? string
function test_t.equal(given, wanted, what) end

---It is wrong, whatever the reason.
---
---    if doc.pages > 100 then t.fail("nobody reads so many pages") end
---@param message string
function test_t.fail(message) end

---The words are not in it.
---
---    t.lacks(doc:text(), "Atlantis")
---@param text string|block
---@param words string
---@param what? string
function test_t.lacks(text, words, what) end

---The number is wanted, or no further from it than within.
---
---    t.near(0.1 + 0.2, 0.3, 1e-9)
---@param given any
---@param wanted number
---@param within number
---@param what? string
function test_t.near(given, wanted, within, what) end

---The value is neither nil nor false. Returns whether it is.
---
---    t.ok(doc:find("chart"), "a chart")
---@param value any
---@param what? string
---@return boolean
function test_t.ok(value, what) end

---fn, called without arguments, raises an error with these words in it.
---
---    t.raises(function() error("no ships") end, "no ships")
---@param fn fun()
---@param words string
---@param what? string
function test_t.raises(fn, words, what) end

---A declared parameter.
---@class param
---@field default? any What it is where nothing is given; without it, nil. Of a list of words it may be "all".
---@field doc? string What it is for, for who asks.
---@field examples? any[] Values that show how it is written. They are checked as any are.
---@field excludes? string[] Parameters beside which it cannot be given.
---@field fields? table<string, param> Of a table: what is in it, each declared as a parameter is.
---@field kinds? ("csv"|"image"|"json"|"text"|"other")[] Of a file: what it may be; without it, anything.
---@field max? number|string The greatest number, last day, most characters, or most items of a list.
---@field min? number|string The least number, first day, fewest characters, or fewest items.
---@field needs? string[] Parameters that must be given where it is.
---@field of? param|string Of a list: what its items are.
---@field pattern? string Of a string or text: a POSIX extended regular expression that it matches as a whole.
---@field required? boolean It must be given; with when, only then.
---@field single? string Of a report's list: the name by which one value alone may be given.
---@field type "boolean"|"boolean[]"|"country"|"country[]"|"date"|"date[]"|"enum"|"enum[]"|"file"|"file[]"|"framework"|"framework[]"|"integer"|"integer[]"|"language"|"language[]"|"list"|"number"|"number[]"|"period"|"period[]"|"region"|"region[]"|"string"|"string[]"|"table"|"table[]"|"text"|"text[]" What it is, one of those below; with [] behind it, a list of them: "country[]". It must be said.
---@field values? string[] Of an enum: what it may be.
---@field when? table<string, any> It is there only where other parameters have one of these values.

---A section of a report: its plugin, then what its parameters are.
---@class report.section
---@field [1] string
---@field id? string
---@field [string] any

---What reports/NAME.lua returns.
---@class report
---@field language? string|string[] What it is issued in, unless a request says otherwise (English); two make a bilingual edition.
---@field limits? table<string, number> What its jobs may use; only less than the configuration says.
---@field material? string[] Of a series whose issue_when is "changed": the ids of the sections whose changes matter (all). A section's collect may say itself whether it has something that matters, by material = true or false in what it returns.
---@field name string What requests call it: its file is NAME.lua.
---@field notes? "foot"|"end" Where its notes stand, unless a request says otherwise (the template's).
---@field on_section_error? "fail"|"gap"|"last-good" When a section fails: the report fails (the default), is issued with a page that says what is missing, or with the section as it was last issued, with a note that says so (a gap where it never was, in editions of two languages and in `sitrep render`).
---@field paragraphs? "plain"|"numbered" Whether paragraphs count through the document, unless a request says otherwise.
---@field params? table<string, param> What a request may say, declared as in plugin.lua. single = "NAME" lets a list be given as one value, by that name.
---@field sections (string|report.section)[] Its sections in order, one at least. A plugin's parameter has the value given here, or with $ that of the report's own; what is not bound is the request's parameter of that name, where the report declares none such, else the default. A plugin may stand twice, told apart by id ("PLUGIN-2").
---@field summary? string What it is for.
---@field template string How it looks, unless a request says otherwise.
---@field title string|table<string, string> What it is called on the cover and in lists, in each language. {NAME} is what a request gives for a required parameter, as its vocabulary calls it in that language (`title` of a word).

---A test of a plugin; tests/NAME.lua returns a list of them.
---@class test
---@field as_of string Its day, and the clock of the job: noon of it. It must be said.
---@field check? fun(doc: test.doc, t: test.t)|fun(ctx: ctx, t: test.t) Looks at what came of it. Of a data plugin check = function(ctx, t), where ctx.NAME is what the plugin provides.
---@field data? table<string, any> Data sets in place of the plugin's, as in a request.
---@field fails? string The job must fail, with these words in one of its mistakes.
---@field files? table<string, string> Files that come with the request, by name: what is in them.
---@field images? integer[] Pages that are compared with pictures of them in tests/expected; --update takes them.
---@field language? string|string[] As in a request (English).
---@field name string What it is about. It must be said, and once in a plugin.
---@field pages? integer How many pages there are.
---@field params? table<string, any> As in a request.
---@field sections? (string|report.section)[] As in a report, where the section needs others beside it. Without it the report is the section alone.
---@field snapshot? boolean The blocks are compared with those in tests/expected; --update takes them.
---@field template? string In which it is set (briefing, or the first there is).
---@field tolerance? number Of pictures: the share of points that may differ so that it is seen (0.001).
---@field warnings? string[] Each is in a warning, and there are as many; {} says that there is none.

---@class config.intake
---@field grace_ms? integer after this time a file in the inbox that is no request goes to failed
---@field max_bytes? integer the largest request that is taken
---@field max_files? integer attachments of a request, at most
---@field max_folder_bytes? integer all attachments of a request together, at most
---@field quiet_ms? integer a file that nobody said to be complete is taken when it did not change for this time
---@field rescan_ms? integer the inbox is scanned this often, whatever the kernel tells of it
---@field watch? "auto"|"poll" how new requests are noticed: by the kernel's word where it has one, or by scanning alone, as is always done on network file systems

---@class config.limits
---@field blocks? integer blocks and pieces of text of a report, at most
---@field depth? integer blocks within blocks, at most
---@field images? integer pictures of a report, at most
---@field memory_mb? integer memory a job may use; what a report says of its own can only be less
---@field output_mb? integer the largest PDF
---@field pages? integer pages of a report, at most
---@field report_seconds? number time for a whole report
---@field section_seconds? number computing time of the collect or build of one section; by the clock it has twice that

---@class config.log
---@field json? boolean log lines are JSON objects
---@field level? "error"|"warn"|"info"|"debug" what is logged

---@class config.retention
---@field check_minutes? integer how often is looked for what was kept long enough
---@field editions_count? integer editions of each series that can be compared and corrected, the newest; 0: all
---@field editions_days? integer days that editions can be compared and corrected: then what they say and their requests go, and `sitrep editions` lists them still; 0: for ever. The newest of a series never goes, nor the edition that the oldest of those that are kept was compared with
---@field failures_count? integer failures that are kept in failed, the newest; 0: all
---@field failures_days? integer days that failures are kept in failed; 0: for ever
---@field failures_mb? integer the size that failed may have before the oldest are removed; 0: any
---@field jobs_days? integer days that the ledger knows of a job that ended, and keeps a section as it was last issued; 0: for ever. Files of a job that it has forgotten are nobody's, and stay
---@field results_count? integer results that are kept in the outbox, the newest; 0: all
---@field results_days? integer days that results are kept in the outbox; 0: for ever
---@field results_mb? integer the size that the outbox may have before the oldest are removed; 0: any
---@field superseded_count? integer PDFs that were replaced by corrections and withdrawals that are kept in superseded, the newest; 0: all
---@field superseded_days? integer days that they are kept there; 0: for ever

---@class config.sandbox
---@field level? "none"|"no-new-privs"|"seccomp" how far a job's process must be confined; the service refuses to work below it

---@class config.signature
---@field certificate? string a PEM file with the signer's certificate, and behind it those that issued it
---@field key? string a PEM file with the certificate's key (RSA or EC, no passphrase): with it every PDF that is issued is signed
---@field reason? string why it is signed, as readers of PDFs show it

---What config/sitrep.lua returns.
---@class config
---@field accessibility? "refuse"|"warn" a report that would keep readers out (no alt text, or one that repeats the caption; a level of headings left out; a table without headers; text that Unicode does not know; letters too pale for WCAG AA) is refused, or issued with warnings
---@field base_max_age_days? integer a base of facts older than this is said to be so on the cover
---@field calendars? string the file of calendars, which say what days are off; it need not be there
---@field file_mode? string permissions of what is written to the outbox and to failed, in octal
---@field free_space_mb? integer below this much free space in the spool no request is claimed
---@field inboxes? table<string, string> further folders where requests are dropped, by name: what is dropped in one is put into the folder of that name in outbox and failed
---@field on_conflict? "number"|"replace" a name that the outbox has already: give the new one a number, or replace the old
---@field packs? string the folder that `sitrep pack add` puts packs into; it need not be there
---@field passwords? table<string, string> files whose first line is a password, by name: a request that has "output": { "password": NAME } gets its PDF encrypted with it
---@field plugins? string[] folders of plugins; of two plugins of one name the first is used
---@field reload_ms? integer configuration, plugins, reports and templates are looked at this often, and loaded anew when they have changed; 0: only when asked to (SIGHUP)
---@field reports? string[] folders of report definitions
---@field schedules? string the file of schedules; it need not be there
---@field spool? string where requests are dropped and reports come out
---@field stop_grace_ms? integer running jobs may finish for this time when the service is asked to stop
---@field targets? table<string, table> where reports are delivered, by name: `sitrep help targets` says what each kind takes
---@field templates? string[] folders of templates
---@field timezone? string an IANA zone; it says which day it is where no schedule does
---@field workers? integer warm slots; 0: one a processor
---@field intake? config.intake
---@field limits? config.limits
---@field log? config.log
---@field retention? config.retention
---@field sandbox? config.sandbox
---@field signature? config.signature

---@class template.margins
---@field bottom? number|string below the text
---@field left? number|string where lines begin
---@field right? number|string where lines end
---@field top? number|string above the text

---@class template.page
---@field grid? number|string body text stands on lines so far apart, on every page; 0: wherever it comes to stand
---@field stretch? number|string what a space between blocks may grow by for a page to end at its foot
---@field paper? "a4"|"a5"|"letter"
---@field margins? template.margins
---@field numbers? table<string, string>

---@class template.colours
---@field accent? string headings, heads and links
---@field highlight? string what is to be seen first
---@field ink? string text
---@field muted? string what is less
---@field rule? string thin lines
---@field tint? string grounds

---@class template.style
---@field align? "justify"|"left"|"right"|"center" "justify", "left", "right" or "center"
---@field bold? boolean in the bold face
---@field colour? string of the letters
---@field first_indent? number|string of its first line, beside indent
---@field font? string a role of fonts
---@field hang? boolean marks at the ends of lines stand out of the margins a little
---@field hyphenate? boolean words may be divided
---@field indent? number|string of the whole from where lines begin
---@field italic? boolean in the slanting face
---@field leading? number|string from baseline to baseline
---@field oldstyle? boolean figures that rise and fall with small letters; not where tabular
---@field size? number|string of the letters
---@field small_caps? boolean small letters as small capitals
---@field space_after? number|string below it; of neighbours the larger counts
---@field space_before? number|string above it; none at a page's head
---@field tabular? boolean figures all of one width
---@field tracking? number added between letters, in ems

---@class template.header
---@field center? string in its middle
---@field distance? number|string from the text to its baseline
---@field left? string where lines begin; in all three {title} {page} {pages} {page_of} {as_of} {edition} {section} {report}; what is empty goes with the " · " beside it
---@field right? string where lines end
---@field rule? number|string thickness of a rule between it and the text

---@class template.footer
---@field center? string in its middle
---@field distance? number|string from the text to its baseline
---@field left? string where lines begin
---@field right? string where lines end
---@field rule? number|string thickness of a rule between it and the text

---@class template.bilingual
---@field bold? boolean a second wording is bold where the first is
---@field bottom? number|string margin in place of the page's, as are left, right and top; 0: that
---@field colour? string of a second wording; muted where it is not said
---@field gap? number|string between the two languages
---@field italic? boolean a second wording slants
---@field left? number|string where lines begin
---@field right? number|string where lines end
---@field rule? number|string thickness of a rule between the two languages
---@field scale? number of a second wording's letters, from 0.5 to 1
---@field top? number|string above the text

---@class template.columns
---@field gap? number|string between columns
---@field rule? number|string thickness of a rule between columns

---@class template.cover
---@field band? number|string height of a coloured band at the page's head
---@field block? boolean no page of its own: at the head of the first page
---@field kicker? string the line above the title; {report} and the like
---@field logo? string a picture (PNG, JPEG, SVG) of the folder images beside the template
---@field logo_alt? string what it shows, for who cannot see it: whose it is, as a rule
---@field logo_height? number|string of the logo
---@field rule_length? number|string of the rule below the title
---@field rule_width? number|string thickness of that rule
---@field shown? boolean there is one
---@field title_top? number|string from the page's top to the title

---@class template.contents
---@field depth? integer levels of headings it goes down to where nobody says
---@field figures? boolean a list of figures after it, where there are three
---@field indent? number|string of each level
---@field leaders? boolean dots between titles and pages
---@field shown? boolean after the cover, where there are three chapters and nothing asks for one
---@field tables? boolean a list of tables after it, where there are three

---@class template.table
---@field bad? string ground of cells of that tone
---@field column_rule? number|string thickness of rules between columns
---@field foot_rule? number|string thickness of the rule at its end
---@field good? string ground of cells of that tone
---@field head_filled? boolean heads on the accent colour
---@field head_rule? number|string thickness of the rule below its head
---@field heat_high? string of the greatest value
---@field heat_low? string of the least value
---@field indent? number|string of rows, a level
---@field key? string ground of cells of that tone
---@field least_size? number|string of letters in a table that is too wide, before it is divided
---@field note_space? number|string above the notes under it
---@field pad_x? number|string beside what cells hold
---@field pad_y? number|string above and below what cells hold
---@field row_rule? number|string thickness of rules between rows
---@field space_after? number|string below it
---@field space_before? number|string above it
---@field stub_bold? boolean cells that head their rows are bold
---@field zebra? boolean every other row is shaded

---@class template.chart
---@field data? string of figures that do not say it: "none", "below" or "annex"
---@field height? number|string of the plot
---@field moves? boolean figures with a number that do not say their place stand on a later page where there is no room for them
---@field space_after? number|string below a figure
---@field space_before? number|string above a figure
---@field palette? any

---@class template.map
---@field border? string between countries
---@field coast? string of land and sea
---@field land? string of countries that say nothing
---@field scale? string of the highest numbers; lower ones are lighter
---@field sea? string and lakes

---@class template.picture
---@field align? "justify"|"left"|"right"|"center" of one that is narrower than its column

---@class template.callout
---@field bar? number|string width of the bar beside it
---@field pad? number|string within it
---@field space_after? number|string below it
---@field space_before? number|string above it

---@class template.note
---@field at_end? boolean notes stand at the end, not at the foot of pages
---@field between? number|string from note to note
---@field gap? number|string between the text and the rule above them
---@field rule_length? number|string of that rule
---@field rule_width? number|string thickness of that rule

---@class template.list
---@field between? number|string from item to item
---@field indent? number|string of each level
---@field bullets? any

---@class template.heading
---@field break_before_1? boolean chapters begin a page
---@field depth? integer numbers go down to this level
---@field number_gap? number|string between number and words
---@field numbered? boolean headings have numbers
---@field numbers? any

---@class template.paragraph
---@field number_width? number|string numbered paragraphs hang beside their numbers by so much

---@class template.facts
---@field pad? number|string above and below a row of them
---@field rule? number|string thickness of the rules round all
---@field space_after? number|string below them
---@field space_before? number|string above them

---@class template.pull
---@field indent? number|string from both sides of the text
---@field rule? number|string thickness of the rules above and below
---@field space_after? number|string below it
---@field space_before? number|string above it

---@class template.sources
---@field accessed? boolean their list says when each was read

---@class template.banner
---@field distance? number|string from the page's edge
---@field text? string on every page, unless the request says another marking

---@class template.changes
---@field bar? number|string its thickness; 0: there is none
---@field distance? number|string from the text

---@class template.colophon
---@field contact? string a line of it
---@field licence? string a line of it
---@field publisher? string a line of it
---@field shown? boolean at the end of every document

---What templates/NAME.lua returns.
---@class template
---@field name string
---@field summary? string
---@field extends? string
---@field page? template.page
---@field fonts? table<string, (string|table)[]>
---@field colours? template.colours
---@field styles? table<string, template.style>
---@field header? template.header
---@field footer? template.footer
---@field output? table<string, any>
---@field bilingual? template.bilingual
---@field columns? template.columns
---@field cover? template.cover
---@field contents? template.contents
---@field table? template.table
---@field chart? template.chart
---@field map? template.map
---@field picture? template.picture
---@field callout? template.callout
---@field note? template.note
---@field list? template.list
---@field heading? template.heading
---@field paragraph? template.paragraph
---@field facts? template.facts
---@field pull? template.pull
---@field sources? template.sources
---@field banner? template.banner
---@field changes? template.changes
---@field colophon? template.colophon
