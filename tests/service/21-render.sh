# `sitrep render` and `check`: a PDF, or every mistake with its place; standard input and output; paper.
. "$(dirname "$0")/lib.sh"
cd "$work"
render() { "$SITREP" render -c "$config" "$@" 2> err; }

echo '{ "report": "hello" }' > one.json
render one.json > out || fail "$(cat err)"
[ "$(head -c 5 one.pdf)" = "%PDF-" ] || fail "no PDF"
grep -q '^one.pdf: ' out || fail "the path is not printed"
render one.json -o deep.pdf > out && [ -s deep.pdf ] || fail "-o"
render - -o - < one.json > piped.pdf || fail "standard input"
[ "$(head -c 5 piped.pdf)" = "%PDF-" ] || fail "standard output"

echo '{ "report": "hello", "output": { "paper": "letter", "name": "large" } }' > paper.json
render paper.json > out || fail "$(cat err)"
pdfinfo large.pdf | grep -q 'Page size: *612 x 79[12]' || fail "paper: $(pdfinfo large.pdf)"

printf '{\n  "report": "hello",\n  "tilte": 1,\n  "as_of": "2026-02-30"\n}\n' > bad.json
render bad.json > out && fail "a bad request was rendered" || [ $? -eq 2 ] || fail "exit status"
[ ! -e bad.pdf ] || fail "a PDF of a bad request"
grep -q '^bad.json:3:3: ' err || fail "place: $(cat err)"
grep -q '^bad.json:4:12: ' err || fail "second place: $(cat err)"
grep -q 'did you mean "title"' err || fail "hint: $(cat err)"
"$SITREP" check -c "$config" bad.json 2> err2 && fail "check" || [ $? -eq 2 ]
cmp -s err err2 || fail "check tells something else than render"
"$SITREP" check -c "$config" one.json > out || fail "check of a good one"

echo '{ "report": "wrong" }' > wrong.json
render wrong.json > out && fail "a plugin error was rendered" || [ $? -eq 1 ] || fail "exit status"
grep -q 'plugin.lua:7' err || fail "plugin's place: $(cat err)"
[ ! -e wrong.pdf ] || fail "a PDF of a failed report"
mkdir -p mine/plugins/torn mine/reports
echo 'return {' > mine/plugins/torn/plugin.lua
echo 'return { name = "torn", title = "Torn", template = "plain", sections = { { "torn" } } }' > mine/reports/torn.lua
echo '{ "report": "torn" }' > torn.json
render torn.json --plugins mine/plugins --reports mine/reports > out && fail "a torn plugin was rendered" || [ $? -eq 2 ] || fail "exit status"
grep -q 'torn/plugin.lua:1:' err || fail "the plugin's mistake is not told: $(cat err)"

# What other reports need is not read; what is wrong with its own data is told as `check` tells it.
mkdir -p mine/plugins/numbers mine/plugins/other
echo 'return { name = "numbers", version = "1.0.0", api = 1, summary = "Numbers", data = { set = "set.json" },
  build = function(ctx, doc) doc:text(#ctx.data.set .. " numbers") end }' > mine/plugins/numbers/plugin.lua
echo 'return {' > mine/plugins/other/plugin.lua
echo '[ 1, 2 ]' > mine/plugins/numbers/set.json
echo 'return { name = "numbers", title = "Numbers", template = "plain", sections = { { "numbers" } } }' > mine/reports/numbers.lua
echo '{ "report": "numbers", "data": { "set": [ 1 ] } }' > numbers.json
render numbers.json --plugins mine/plugins --reports mine/reports > out || fail "numbers: $(cat err)"
printf '{ "report": "numbers", "data": { "set": { "a": 1 } } }' > numbers.json
render numbers.json --plugins mine/plugins --reports mine/reports > out && fail "an object for an array" || [ $? -eq 2 ] || fail "exit status"
grep -q '^numbers.json:1:41: ' err || fail "shape: $(cat err)"
echo '{ "report": "numbers" }' > numbers.json
echo '[ 1, ' > mine/plugins/numbers/set.json
render numbers.json --plugins mine/plugins --reports mine/reports > out && fail "torn data was rendered" || [ $? -eq 2 ] || fail "exit status of torn data: $(cat err)"
grep -q 'numbers/set.json:2:1: ' err || fail "the place in torn data: $(cat err)"
rm -r mine/plugins/numbers mine/plugins/other mine/reports/numbers.lua

# A base that has grown old is told of on the cover of what uses it, and of nothing else, whoever gives the words.
mkdir -p mine/plugins/aged mine/plugins/quoting
echo 'return { name = "aged", version = "1.0.0", api = 1, summary = "Known long ago", covers = { from = "1990-01-01", to = "2001-02-03" },
  provide = function() return {} end, vocab = function() return { framework = { { code = "X", names = { "Ex" } } } } end }' > mine/plugins/aged/plugin.lua
echo 'return { name = "quoting", version = "1.0.0", api = 1, summary = "Quotes it", uses = { "aged" },
  build = function(ctx, doc) doc:text("quoted") end }' > mine/plugins/quoting/plugin.lua
echo 'return { name = "quoting", title = "Quoting", template = "plain", sections = { { "quoting" } } }' > mine/reports/quoting.lua
echo '{ "report": "quoting" }' > quoting.json
render quoting.json --plugins mine/plugins --reports mine/reports > out || fail "quoting: $(cat err)"
pdftotext quoting.pdf - | grep -q 'Facts as known on 3 February 2001' || fail "an old base is not told of: $(pdftotext quoting.pdf - | head)"
render one.json --plugins mine/plugins --reports mine/reports > out || fail "one: $(cat err)"
! pdftotext one.pdf - | grep 'Facts as known' || fail "a base is told of that is not used"
rm -r mine/plugins/aged mine/plugins/quoting mine/reports/quoting.lua

render none.json && fail "no file" || [ $? -eq 2 ] || fail "exit status of a missing file"
[ -z "$(find . -name '.*' -type f)" ] || fail "something is left over"

# Why pages end where they do, for people and for tools.
mkdir -p mine/plugins/long
cat > mine/plugins/long/plugin.lua <<'LUA'
return { name = "long", version = "1.0.0", api = 1, summary = "Pages", build = function(_, doc)
  doc:heading("Long")
  for _ = 1, 40 do doc:text(("One sentence after the other. "):rep(20)) end
  doc:chart { kind = "bar", labels = { "a" }, series = { { name = "s", values = { 1 } } }, alt = "One", height = 2000, caption = "High" }
  doc:chart { kind = "bar", labels = { "a" }, series = { { name = "s", values = { 1 } } }, alt = "Two", caption = "Moved", id = "moved", place = "top" }
  doc:text("On [](#moved){page}. " .. ("And the end. "):rep(400))
end }
LUA
echo 'return { name = "long", title = "Long", template = "briefing", sections = { { "long" } } }' > mine/reports/long.lua
rm -r mine/plugins/torn mine/reports/torn.lua
echo '{ "report": "long" }' > long.json
explain() { render long.json --plugins mine/plugins --reports mine/reports --explain "$@"; }
explain > out || fail "$(cat err)"
grep -q '^page 2  *[0-9]* % full  ends [a-z]* the paragraph "One sentence' out || fail "page 2: $(cat out)"
grep -q 'within the paragraph "On page.[0-9]' out || fail "no page referred to: $(cat out)"
grep -q 'else .*points more)' out || fail "no other end: $(cat out)"
grep -q 'Figure 2 stands at its head' out || fail "no float: $(cat out)"
grep -q 'its plot was made lower (.*plugin.lua:4)' out || fail "no change: $(cat out)"
grep -q '^long  *[0-9.]*  *[0-9.]*  *[0-9.]*  *[0-9]*$' out || fail "no cost of the section: $(cat out)"
explain --json > out || fail "$(cat err)"
[ "$(head -c 1 out)" = "{" ] || fail "no JSON alone: $(head -c 400 out)"
for key in '"page": "2"' '"ends": "within the paragraph' '"why": "' '"more": ' '"block": "Figure 2"' '"what": "Figure 1: a chart is higher' \
	'"line": 4' '"collect_ms": ' '"layout": ' '"bytes": '; do
	grep -qF "$key" out || fail "$key is not in the JSON: $(head -c 400 out)"
done
explain -o - > piped.pdf && [ "$(head -c 5 piped.pdf)" = "%PDF-" ] && grep -q 'Why pages end' err || fail "beside the PDF"

[ -z "$(find . -name '.*' -type f)" ] || fail "something is left over"

# Where the machine does not give what a request is checked with, the work failed; the request is not wrong.
if ! strace -qq -o /dev/null true 2> /dev/null; then
	echo "skipped: strace may not trace here"
	exit 0
fi
for file in long.json mine/reports/long.lua mine/plugins/long/plugin.lua; do
	for call in openat read; do
		strace -qq -f -o /dev/null -P "$PWD/$file" -P "$file" -e "inject=$call:error=EIO" \
			"$SITREP" render -c "$config" long.json --plugins mine/plugins --reports mine/reports > out 2> err && status=0 || status=$?
		[ "$status" = 1 ] || fail "$call of $file ended with $status: $(cat err)"
		grep -q "$file: Input/output error" err || fail "$call of $file: $(cat err)"
	done
done
[ -z "$(find . -name '.*' -type f)" ] || fail "something is left over"
