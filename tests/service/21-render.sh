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

render none.json && fail "no file" || [ $? -eq 2 ] || fail "exit status of a missing file"
[ -z "$(find . -name '.*' -type f)" ] || fail "something is left over"
