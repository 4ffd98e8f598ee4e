# A section that cannot be built stands as it was last issued, with its day, whatever it is made of; never as of a later day; where there is none,
# a gap. Errors and endless loops alike; the record tells of it.
. "$(dirname "$0")/lib.sh"
root=$here/../..
mkdir -p "$work/config/reports"
cp -R "$root/plugins" "$work/config/plugins"
cp -R "$here/config/plugins/hello" "$work/config/plugins/hello"
cat > "$work/config/reports/lasting.lua" << 'LUA'
return {
  name = "lasting", title = "Lasting", template = "briefing", on_section_error = "last-good",
  sections = { { "hello" }, { "specimen-words" }, { "specimen-figures" }, { "specimen-charts" }, { "specimen-diagrams" }, { "specimen-tables" },
               { "specimen-pages" }, { "frameworks" }, { "sources" } },
}
LUA
cat > "$work/config/sitrep.lua" << LUA
return { plugins = { "plugins" }, reports = { "reports" }, templates = { "$root/templates" }, workers = 1, free_space_mb = 0, reload_ms = 0,
  limits = { section_seconds = 20, report_seconds = 200 } }
LUA
config=$work/config/sitrep.lua
today='"report": "lasting", "as_of": "2026-06-01"'
start
drop one "{ $today }"
wait_for 60 "the first" is_done one
jq -e '.gaps == []' "$spool/outbox/one.json" > /dev/null || fail "gaps: $(jq -c .gaps "$spool/outbox/one.json")"
all_kept() { [ "$(ask 'select count(*) from kept')" = 9 ]; }    # with the job's end, a moment after its files
wait_for 20 "all sections to be kept" all_kept
text_of() { pdftotext -layout "$spool/outbox/$1.pdf" - | sed 's/[[:space:]]\{1,\}/ /g' | grep -v '^ *$'; }

# Broken in three ways: raises at once, raises halfway, loops.
break_plugin() {
	sed -i -e "s|^\( *\)build = function(ctx, doc)|&\n    $2|; s|^  build = build,|  build = function(ctx, doc) $2 build(ctx, doc) end,|" "$work/config/plugins/$1/plugin.lua"
}
reload() {
	before=$(grep -c 'was reloaded' "$work/log" || true)
	kill -HUP "$service"
	reloaded() { [ "$(grep -c 'was reloaded' "$work/log")" -gt "$before" ]; }
	wait_for 20 "the reload" reloaded
}
for name in specimen-words specimen-charts specimen-diagrams specimen-tables specimen-pages frameworks; do
	break_plugin $name 'error("broken")'
done
break_plugin specimen-figures 'doc:heading("Half a section") error("broken halfway")'
reload
drop two "{ $today }"
wait_for 60 "the second" is_done two
for name in specimen-words specimen-charts specimen-diagrams specimen-tables specimen-pages specimen-figures frameworks; do
	jq -e --arg s "$name" '.gaps[] | select(.section == $s) | .as_issued == "2026-06-01"' "$spool/outbox/two.json" > /dev/null ||
		fail "$name: $(jq -c '[.gaps, .warnings]' "$spool/outbox/two.json")"
done
note='It stands here as it was last issued, as of 1 June 2026'
[ "$(pdftotext "$spool/outbox/two.pdf" - | tr '\n' ' ' | grep -o "$note" | wc -l)" = 7 ] || fail "notes: $(pdftotext "$spool/outbox/two.pdf" - | grep -c 'last issued')"
! pdftotext "$spool/outbox/two.pdf" - | grep -q 'Half a section' || fail "half a section"
# Word for word what was issued, but for the notes and the pages they move things to, with the heads of tables that go on there.
words() { pdftotext "$spool/outbox/$1.pdf" - | tr -s ' \n\f' '\n\n\n' | grep '[A-Za-z]\{5,\}' | grep -v '^\(could\|built\|stands\|issued\|section\|continued\|suite\)' | sort | uniq -c | sort; }
words one > "$work/one.words"
words two > "$work/two.words"
different=$(diff "$work/one.words" "$work/two.words" | grep -c '^[<>]' || true)
[ "$different" -lt 60 ] || fail "$different words differ: $(diff "$work/one.words" "$work/two.words" | head -40)"

# Not for an earlier day than it was issued for: a gap then.
drop earlier '{ "report": "lasting", "as_of": "2026-05-01", "sections": ["hello", "frameworks"] }'
wait_for 60 "the earlier one" is_done earlier
jq -e '.gaps[0].section == "frameworks" and .gaps[0].as_issued == null' "$spool/outbox/earlier.json" > /dev/null || fail "from a later day"
pdftotext "$spool/outbox/earlier.pdf" - | grep -q 'issued without it' || fail "no gap"

# One that loops: ended, and run again with what was last issued.
break_plugin hello 'while true do pcall(function() while true do end end) end'
sed -i 's/section_seconds = 20/section_seconds = 2/' "$config"
reload
drop three '{ "report": "lasting", "as_of": "2026-06-02", "sections": ["hello"] }'
wait_for 60 "the one that loops" is_done three
jq -e '.gaps[0].as_issued == "2026-06-01" and .attempts == 1' "$spool/outbox/three.json" > /dev/null || fail "$(jq -c '[.gaps, .attempts]' "$spool/outbox/three.json")"
pdftotext "$spool/outbox/three.pdf" - | grep -q 'Nothing to report' || fail "not what was issued"
# What stood in is not kept anew.
all_done() { [ "$(jobs_in done)" = 4 ]; }
wait_for 20 "the ledger to have all" all_done
[ "$(ask "select as_of from kept where section = 'hello'")" = 2026-06-01 ] || fail "kept from a stand-in"
stop || fail "exit status"
