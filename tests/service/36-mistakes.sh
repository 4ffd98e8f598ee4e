# Mistakes of many kinds, and what is said of each, to the letter: tests/service/mistakes.expected. UPDATE=1 writes that anew; it is then
# read as a person would read it who made the mistake. Below, --json says the same to tools, and --profile what everything took.
. "$(dirname "$0")/lib.sh"

cd "$work"
mkdir -p plugins/hello plugins/other reports templates
render() { "$SITREP" render -c "$config" --plugins plugins --reports reports --templates templates q.json -o q.pdf "$@"; }
expected=$here/mistakes.expected

# as_made: all as it should be
as_made() {
	cat > plugins/hello/plugin.lua << 'end'
return {
  name = "hello", version = "1.0.0", api = 1, summary = "Hello",
  params = { year = { type = "integer", default = 2026, min = 1991, doc = "The year" } },
  build = function(ctx, doc)
    doc:heading("Hello")
  end,
}
end
	sed -e 's/hello/other/' -e 's/Hello/Other/' plugins/hello/plugin.lua > plugins/other/plugin.lua
	echo 'return { name = "r", title = "R", template = "plain", sections = { { "hello" }, { "other" } } }' > reports/r.lua
	echo '{ "report": "r", "as_of": "2026-01-31" }' > q.json
}
# body: the lines of build, from standard input
body() { { sed '/doc:heading/,$d' plugins/hello/plugin.lua; cat; printf '  end,\n}\n'; } > new && mv new plugins/hello/plugin.lua; }
# says WHAT: what is told, and the exit status
says() {
	status=0
	render > out 2>&1 || status=$?
	printf '## %s (exit %d)\n' "$1" "$status"
	sed -e 's/for example "[0-9-]*"/for example "TODAY"/' -e 's/, [0-9]* bytes/, N bytes/' out
	echo
	as_made
}

as_made
{
	body << 'end'
    doc:haeding("Hello")
end
	says "a function that is not there"

	body << 'end'
    local found = {}
    for _, line in ipairs(found.lines) do
      doc:text(line)
    end
end
	says "a list that is not there"

	body << 'end'
    local ships = tonumber("O")
    if ships >= 1 then
      doc:text("There are ships.")
    end
end
	says "a number that is none"

	body << 'end'
    for i = 1, 3
      doc:text("Again.")
    end
end
	says "a word of Lua left out"

	body << 'end'
    for i = 1, 3 do
      doc:text("Again.")
end
	says "an end left out"

	body << 'end'
    doc:text([[**Georgia** and **Moldova joined [](#members).]])
end
	says "strong words that do not end"

	body << 'end'
    doc:text([[Georgia joined [@pfp-1994.]])
end
	says "a citation that does not end"

	body << 'end'
    doc:table {
      caption = "Members",
      columns = { { title = "Country" }, { title = "Joined", align = "middle" } },
      rows = { { "Georgia", "1994" } },
    }
end
	says "a value that an option does not take"

	body << 'end'
    doc:table {
      caption = "Members",
      columns = { { title = "Country" }, { title = "Joined" } },
      rows = { { "Georgia", "1994" }, { "Moldova", { txt = "1994" } } },
    }
end
	says "an option of a cell that is not there"

	body << 'end'
    doc:table { caption = "Members", columns = { { title = "Country" }, { title = "Joined" } }, rows = { { "Georgia", "1994" }, { "Moldova" } } }
end
	says "a cell that is missing"

	body << 'end'
    doc:heading("Members", { id = "members" })
    doc:text("See [the table](#membres), and [@nato-1949].")
end
	says "a reference and a source that are not there, in one run"

	body << 'end'
    doc:text("It is " .. ctx.params.yaer .. ".")
end
	says "a parameter that is not declared"

	body << 'end'
    local year
    doc:text("It is " .. year .. ".")
end
	says "a variable without a value"

	body << 'end'
    doc:prose("intro", {})
end
	says "prose that is not there"

	body << 'end'
    doc:prose("intro", { place = "Kyiv", n = 2 })
end
	printf 'First.\n\nIn {place}: {n, plural, one {# ship} other {# **ships}} came.\n' > plugins/hello/intro.en.md
	says "strong words that do not end, in a text with values: where they stand in the file"
	rm plugins/hello/intro.en.md

	body << 'end'
    local function row(ship)
      return { ship.name:upper(), ship.tons }
    end
    local rows = {}
    for i, ship in ipairs({ { name = "Nord" }, {} }) do
      rows[i] = row(ship)
    end
end
	says "a mistake in a function: which call of it"

	body << 'end'
    if #ctx.files == 0 then error("no files came") end
end
	says "a mistake that the plugin tells itself"

	body << 'end'
    doc:figure { image = "bridge.png", alt = "A bridge" }
end
	says "a picture that is not there"

	body << 'end'
    doc:text("Hello"
end
	says "a bracket that is not closed: told once, whatever else cannot be used for it"

	body << 'end'
    doc:haeding("Hello")
end
	sed -i 's/doc:heading("Other")/doc:text(nil)/' plugins/other/plugin.lua
	says "two sections with a mistake each: both are told"

	echo '{ "report": "r", "as_of": "2026-01-32", "params": { "year": "1994", "yaer": 1 }, "titel": "R" }' > q.json
	says "four mistakes in a request"

	sed -i 's/{ "hello" }/{ "hello", year = "$year" }/; s/sections/params = { year = { type = "integer", default = 2026, doc = "The year" } }, sections/' reports/r.lua
	echo '{ "report": "r", "as_of": "2026-01-31", "params": { "year": 1949 } }' > q.json
	says "a value that the report takes, and its section does not"

	sed -i 's/"plain"/"pliant"/' reports/r.lua
	says "a report in a template that is not there"

	echo 'return { name = "house", extends = "plain", summary = "Ours", table = { zebr = true } }' > templates/house.lua
	echo '{ "report": "r", "as_of": "2026-01-31", "output": { "template": "house" } }' > q.json
	says "a template with a mistake of its own"
	rm templates/house.lua

	body << 'end'
    local rows = {
    for i = 1, 3 do
      rows[i] = { i }
    end
end
	says "a brace that is not closed: where it is opened"

	body << 'end'
    doc:table { columns = { { title = "Country" } }, rows = { { "Georgia" } } }
end
	says "a table without a caption: a warning"

	echo '{ "count": "{n} ships" }' > plugins/hello/labels.en.json
	body << 'end'
    doc:heading(ctx.label("count"))
end
	says "a value that a label asks for"
	rm -f plugins/hello/labels.en.json

	printf 'It is said at length,\nand shown ([](#tabel)).\n' > plugins/hello/intro.en.md
	body << 'end'
    doc:prose("intro")
    doc:table { columns = { { title = "A", header = true } }, rows = { { "B" } }, caption = "All", id = "table" }
end
	says "a reference in the second line of prose"
	rm -f plugins/hello/intro.en.md

	echo '{ "raport": "r", "as_of": "2026-01-31" }' > q.json
	says "the report's key misspelt: once"

	echo '{ "report": "r", "as_of": "2026-01-31", "title": "Ships 🚢" }' > q.json
	says "a title with a character that no font has"

	sed -i 's/summary =/sumary =/' plugins/hello/plugin.lua
	says "a manifest's key misspelt: once"

	sed -i "s/type = /tpye = /" plugins/hello/plugin.lua
	says "a declaration's key misspelt: once"

	sed -i 's/min = 1991/min = 1991, max = 1919/' plugins/hello/plugin.lua
	says "bounds that nothing is within"

	echo 'return { name = "r", titel = "R", template = "plain", sections = { { "hello" }, { "other" } } }' > reports/r.lua
	says "a report's key misspelt: once"

	echo 'return { name = "house", extends = "plain", page = { margins = { left = "2 inches" } } }' > templates/house.lua
	echo 'return { name = "r", title = "R", template = "house", sections = { { "hello" }, { "other" } } }' > reports/r.lua
	says "a report whose template has a mistake: that of the template"

	echo 'return { name = "house", extends = "plain", colours = { accent = "#dddddd" } }' > templates/house.lua
	echo 'return { name = "r", title = "R", template = "house", sections = { { "hello" }, { "other" } } }' > reports/r.lua
	says "a colour too pale, which many styles have"
	rm templates/house.lua

	body << 'end'
    if ctx.params.year != 2026 then
      doc:text("Of another year.")
    end
end
	says "not equal, as other languages write it"

	body << 'end'
    local n = 1
    n += 1
end
	says "one more, as other languages write it"

	body << 'end'
    local names = {}
    doc:text(names[1]:upper())
end
	says "an element that is not there"

	body << 'end'
    local limit <const> = 3
    limit = 4
end
	says "a constant that is assigned to"

	body << 'end'
    doc:text(doc.found)
  end,
  collect = function(ctx)
    return ctx.found
end
	says "what is there later, asked for"

	body << 'end'
    doc:text("It is.")
  end,
  collect = function(ctx)
    return "it"
end
	says "what collect gives back that is no table"

	echo 'In {n, nubmer} ports.' > plugins/hello/intro.en.md
	body << 'end'
    doc:prose("intro", { n = 3 })
end
	says "a placeholder of a kind that is none"

	echo 'In {ports} ports.' > plugins/hello/intro.en.md
	body << 'end'
    doc:prose("intro", { n = 3, all = 5 })
end
	says "a value that was not given, and those that were"
	rm plugins/hello/intro.en.md

	mkdir plugins/base
	cat > plugins/base/plugin.lua << 'end'
return {
  name = "base", version = "1.0.0", api = 1, summary = "Base",
  provide = function(ctx) return {} end,
  source = function(api, key)
    return { titel = "A book" }
  end,
}
end
	body << 'end'
    doc:text("It is said [@a], and again [@b].")
end
	sed -i 's/^  params/  uses = { "base" },\n&/' plugins/hello/plugin.lua
	says "a source that is described wrongly: once"
	rm -r plugins/base
} > found 2>&1

if [ -n "${UPDATE:-}" ]; then
	cp found "$expected"
fi
diff "$expected" found || fail "messages are not as in $expected"

# For tools: one object, whatever became of it.
echo '{ "report": "r", "as_of": "2026-01-31", "titel": "R" }' > q.json
render --json > out 2> err && fail "a bad request was rendered" || [ $? -eq 2 ] || fail "exit status"
[ "$(jq -r '.errors[0] | [.file, .line, .hint, .key] | map(tostring) | join(" ")' out)" = 'q.json 1 did you mean "title"? titel' ] || fail "$(cat out)"
[ ! -s err ] || fail "told twice: $(cat err)"
as_made
body << 'end'
    doc:table { columns = { { title = "Country" } }, rows = { { "Georgia" } } }
    doc:haeding("Hello")
end
render --json > out && fail "a mistake was rendered" || [ $? -eq 1 ] || fail "exit status"
[ "$(jq -r '[.errors[0].line, .errors[0].column, (.warnings | length)] | map(tostring) | join(" ")' out)" = '6 9 1' ] || fail "$(cat out)"
"$SITREP" check -c "$config" --plugins plugins --reports reports --json q.json > out || fail "$(cat out)"
[ "$(jq -c . out)" = '{"errors":[],"warnings":[]}' ] || fail "$(cat out)"
echo '{ "report": "r", "titel": 1 }' > q.json
"$SITREP" check -c "$config" --plugins plugins --reports reports --json q.json > out && fail "a bad request was checked" || [ $? -eq 2 ] || fail "exit status"
[ "$(jq -r '.errors[0] | [.line, .column, .source] | map(tostring) | join(" ")' out)" = '1 18 { "report": "r", "titel": 1 }' ] || fail "$(cat out)"
echo 'return {' > plugins/other/plugin.lua
"$SITREP" check -c "$config" --plugins plugins --reports reports --json > out && fail "a broken plugin was checked" || [ $? -eq 2 ] || fail "exit status"
jq -e '(.errors | map(select(.follows | not)) | length == 1 or all(.plugin != "")) and any(.errors[]; .file | endswith("other/plugin.lua"))' out > /dev/null || fail "$(cat out)"
as_made
render --json > out || fail "$(cat out)"
[ "$(jq -r '[.file, .pages, (.errors | length)] | map(tostring) | join(" ")' out)" = 'q.pdf 1 0' ] || fail "$(cat out)"

# What everything took: a table with a line for each phase and section, and a trace whose events lie within each other.
render --profile=trace.json > out || fail "$(cat out)"
for line in '^load ' '^check ' '^collect ' '^  hello ' '^build ' '^  other ' '^layout ' '^paint '; do
	grep -q "$line" out || fail "not in the profile: $line: $(cat out)"
done
grep -q '^  heading [12] .*  plugin.lua:5$' out || fail "what setting a block took is not told: $(cat out)"
[ "$(awk '/^build/ { b = 1 } b && /^  hello/ { print $NF; exit }' out)" = 1 ] || fail "a heading is one block: $(cat out)"
jq -e '.traceEvents | map(select(.ph == "X")) | (length > 6) and all(.ts >= 0 and .dur >= 0 and .pid == 1 and (.name | length > 0)) and
	(map(select(.name == "build hello")) | length == 1) and
	((map(select(.tid == 2)) | map(.ts + .dur) | max) <= (map(select(.tid == 1)) | map(.ts + .dur) | max)) and
	((map(select(.name == "layout"))[0]) as $layout | map(select(.cat == "block")) | length == 2 and
	 all((.name | test("^heading [12]$")) and .ts >= $layout.ts and .ts + .dur <= $layout.ts + $layout.dur and (.args.file | endswith("plugin.lua")) and .args.line == 5))' trace.json > /dev/null || fail "$(cat trace.json)"
render --profile > out && ! [ -e '[=FILE]' ] || fail "without a file"

# Of a request that is a folder the place is the file in it.
sed -i 's/params = {/params = { list = { type = "file" },/' plugins/hello/plugin.lua
mkdir folder && : > folder/b.csv
echo '{ "report": "r", "params": { "list": "a.csv" } }' > folder/request.json
"$SITREP" render -c "$config" --plugins plugins --reports reports folder > out 2>&1 && fail "a file that is not there was read"
grep -q '^folder/request.json:1:38: params.list: no file "a.csv"' out || fail "$(cat out)"

# What is wrong in a file that came with it is told there, whichever line of the plugin set it; marks that nothing closes are printed.
body << 'end'
    for _, file in ipairs(ctx.files) do
      doc:text(ctx.read(file.name))
    end
end
rm folder/b.csv
printf '# Notes\n\nOn **Monday it was <i>cold</i>.\n' > folder/notes.md
echo '{ "report": "r", "as_of": "2026-01-31" }' > folder/request.json
"$SITREP" render -c "$config" --plugins plugins --reports reports folder -o f.pdf > out 2>&1 && fail "HTML was set" || [ $? -eq 2 ] || fail "exit status"
grep -q '^notes.md:3:20: the text holds HTML' out || fail "$(cat out)"
printf '# Notes\n\nOn **Monday it was cold [@nato].\n' > folder/notes.md
"$SITREP" render -c "$config" --plugins plugins --reports reports folder -o f.pdf > out 2>&1 && fail "a source that is not there"
grep -q "^notes.md:3.* no data plugin knows the source 'nato'" out || fail "$(cat out)"
printf '# Notes\n\nOn **Monday it was cold.\n' > folder/notes.md
"$SITREP" render -c "$config" --plugins plugins --reports reports folder -o f.pdf > out 2>&1 || fail "$(cat out)"
grep -q "^notes.md:3:4: warning: printed as it stands: this '\*\*' opens or closes nothing" out || fail "$(cat out)"
pdftotext f.pdf - | grep -q 'On \*\*Monday it was cold' || fail "not printed: $(pdftotext f.pdf -)"
printf '# Notes\n\nGr\366sse\n' > folder/notes.md
"$SITREP" render -c "$config" --plugins plugins --reports reports folder -o f.pdf > out 2>&1 && fail "Latin-1 was set" || [ $? -eq 2 ] || fail "exit status"
grep -q '^notes.md:3:3: the byte 0xF6 is no UTF-8' out || fail "$(cat out)"
