# `sitrep plugin test`: what passes, what fails and how that is told, snapshots, mistakes in tests, and that a check is confined.
. "$(dirname "$0")/lib.sh"

# A loop is ended for its CPU time however busy the machine is, so the report has long.
configure 's/section_seconds = 20/section_seconds = 1/'
plugin=$work/plugins/tally
mkdir -p "$plugin/tests"
cat > "$plugin/plugin.lua" <<'END'
return {
  name = "tally", version = "1.0.0", api = 1, summary = "Counts to n",
  params = { n = { type = "integer", default = 2, min = 1, max = 9, doc = "How far" } },
  collect = function(ctx) return { last = ctx.params.n } end,
  build = function(ctx, doc)
    local rows = {}
    for i = 1, ctx.params.n do rows[i] = { tostring(i), text.number(i * 1000) } end
    doc:heading("Counting")
    doc:text("On " .. date.format(ctx.as_of) .. " we count.")
    doc:table { columns = { { title = "N" }, { title = "Thousands" } }, rows = rows, id = "n", caption = false }
    if ctx.params.n > 5 then ctx.warn("that is far") end
  end,
}
END
cat > "$plugin/tests/all.lua" <<'END'
return {
  {
    name = "to two", as_of = "2019-06-01", pages = 1, warnings = {}, snapshot = true, template = "plain",
    check = function(doc, t)
      t.equal(doc.findings.tally, { last = 2 })
      t.equal(doc:rows(doc:find("table", { id = "n" })), { { "N", "Thousands" }, { "1", "1,000" }, { "2", "2,000" } })
      t.equal(#doc:all("row"), 3)
      t.contains(doc:find("para"), "1 June 2019")
      t.lacks(doc:text(), "3,000")
      t.equal(doc:find("table", { id = "m" }), nil)
      t.raises(function() error("no such luck") end, "luck")
      t.near(0.3, 0.1 + 0.2, 1e-9)
    end,
  },
  { name = "far", as_of = "2019-06-01", params = { n = 9 }, warnings = { "that is far" } },
  { name = "too far", as_of = "2019-06-01", params = { n = 10 }, fails = "the most is 9" },
}
END
run() {
	wanted=$1
	shift
	"$SITREP" plugin test -c "$config" "$@" > "$work/out" 2> "$work/err" && status=0 || status=$?
	[ $status -eq "$wanted" ] || fail "plugin test $*: exit $status, not $wanted: $(cat "$work/out" "$work/err")"
}
prints() { grep -q -- "$1" "$work/out" || fail "not printed: $1: $(cat "$work/out" "$work/err")"; }

# No snapshot yet: told, taken, and then it holds.
run 1 "$plugin"
prints '^FAIL tally: to two'
prints 'there is no snapshot .*tests/expected/to-two.json yet'
run 0 "$plugin" --update
prints '^took .*to-two.json'
run 0 "$plugin/"
prints '^3 tests, 8 checks, 0 failed'
run 0 tally --plugins "$work/plugins" --tap
prints '^TAP version 14'
prints '^1\.\.3'
prints '^ok 3 - tally: too far'

# What changes is told by the line, and where the test asks.
sed -i 's/i \* 1000/i * 1001/; s/we count\./we reckon./' "$plugin/plugin.lua"
run 1 "$plugin" --tap
prints '^not ok 1 - tally: to two'
prints 'tests/all.lua:6:7: at \[2\]\[2\] it is "1,001"; "1,000" was expected'
prints '^    + .*we reckon'
prints '^    - .*we count'
prints '^ok 2'
sed -i 's/i \* 1001/i * 1000/; s/we reckon\./we count./' "$plugin/plugin.lua"

# Pages as pictures: taken, then compared, with room for what nobody sees.
cat > "$plugin/tests/page.lua" <<'END'
return { { name = "page", as_of = "2019-06-01", template = "plain", images = { 1 }, tolerance = 0.0005 } }
END
run 1 "$plugin"
prints 'there is no picture .*tests/expected/page-1.png yet'
run 0 "$plugin" --update
run 0 "$plugin"
sed -i 's/we count\./we reckon much more than that, and go on for quite a while./' "$plugin/plugin.lua"
run 1 "$plugin"
prints 'page 1 is not as in .*page-1.png: [0-9.]*% of its points differ, 0.05% may'
sed -i 's/tolerance = 0.0005/tolerance = 0.5/' "$plugin/tests/page.lua"
run 1 "$plugin"
! grep -q 'page 1 is not' "$work/out" || fail "the tolerance is not heeded: $(cat "$work/out")"
sed -i 's/we reckon much.*while\./we count./; ' "$plugin/plugin.lua"
rm "$plugin/tests/page.lua"

# Each kind of expectation fails where it should.
cat > "$plugin/tests/wrong.lua" <<'END'
return {
  { name = "pages", as_of = "2019-06-01", pages = 7 },
  { name = "no warning", as_of = "2019-06-01", warnings = { "that is far" } },
  { name = "a warning", as_of = "2019-06-01", params = { n = 9 }, warnings = {} },
  { name = "no failure", as_of = "2019-06-01", fails = "never" },
  { name = "another failure", as_of = "2019-06-01", params = { n = "x" }, fails = "the most is 9" },
  { name = "an error", as_of = "2019-06-01", check = function(doc) return doc:find("tabel") end },
  { name = "a loop", as_of = "2019-06-01", check = function() while true do end end },
  { name = "a file", as_of = "2019-06-01", check = function() io.open("/etc/passwd") end },
  { name = "no such table", as_of = "2019-06-01", check = function(doc) doc:rows(doc:find("table", { id = "nope" })) end },
  { name = "no such page", as_of = "2019-06-01", images = { 9 } },
}
END
run 1 "$plugin"
prints 'it has [12] pages*; 7 were expected'
prints 'no warning says "that is far"'
prints 'a warning that was not expected: that is far'
prints 'it was to fail with "never", and did not'
prints 'wrong.lua:6:12: params.n must be a whole number, not a string'
prints 'did you mean "table"?'
prints 'wrong.lua:8: the test \(used more than its 1 seconds\|ran longer than 2 s\)'
prints 'io is not to be had in the sandbox'
prints 'doc:rows: nothing was given; a table of the document was expected'
prints 'there is no page 9 to compare'
prints '10 failed'

# Mistakes in a test are told before anything runs.
cat > "$plugin/tests/wrong.lua" <<'END'
return {
  { name = "one", as_of = "2019-06-31", check = function() end },
  { name = "two", as_of = "2019-06-01" },
  { name = "two", as_of = "2019-06-01", chekc = function() end, pages = "1" },
  { name = "four", as_of = "2019-06-01", pages = 1, sections = { { "tallly" } } },
}
END
run 2 "$plugin"
for told in '"2019-06-31" is no day' 'asks for nothing' 'another test of the plugin is called "two"' 'did you mean "check"' \
	'pages must be a whole number, not a string' 'there is no plugin "tallly"'; do
	grep -q "$told" "$work/err" || fail "not told: $told: $(cat "$work/err")"
done
mv "$plugin/tests" "$work/tests" && mkdir "$plugin/tests" && mv "$work/tests/wrong.lua" "$plugin/tests"
run 2 "$plugin/plugin.lua"
! grep -q 'without tests' "$work/err" || fail "it has tests: $(cat "$work/err")"
rm -r "$plugin/tests" && mv "$work/tests" "$plugin/tests"
run 2 no-such-plugin
run 2 helo
grep -q 'did you mean "hello"?' "$work/err" || fail "the nearest plugin: $(cat "$work/err")"
run 2 hello
grep -q 'has no tests' "$work/err" || fail "a plugin without tests"
