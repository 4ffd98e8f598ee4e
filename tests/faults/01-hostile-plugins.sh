# Each plugin of hostile.txt does its harm through the service, all at once: each job ends as the table says, within its
# deadlines, its error naming the plugin or the section; good jobs beside them are served, and nothing is left running.
. "$(dirname "$0")/../service/lib.sh"
faults=$here
# Of those that time ends, and of the others, which must get as far as another limit on a busy machine, too.
section=0.4 report=3 long_section=5 long_report=30
case $SITREP in */san/*) section=2 report=30 long_section=10 long_report=60 ;; esac
sh "$faults/generate.sh" "$faults/hostile.txt" "$work"
mkdir -p "$work/plugins/good"
cat > "$work/plugins/good/plugin.lua" <<'END'
return { name = "good", version = "1.0.0", api = 1, summary = "Does good",
  build = function(ctx, doc) doc:heading("Good", { id = "good" }) doc:text("Nothing to report.") end }
END
echo 'return { name = "good", title = "A test", template = "briefing", sections = { { "good" } } }' > "$work/reports/good.lua"
sed 's/.*/return { name = "gap-&", title = "A test", template = "briefing", on_section_error = "gap", sections = { { "good" }, { "&" } } }/' > "$work/gaps" <<'END'
loop
table-growth
error-nil
page-breaks
END
while read -r line; do
	name=${line#*\"}
	echo "$line" > "$work/reports/${name%%\"*}.lua"
done < "$work/gaps"
awk -F '\t' '$3 ~ /longer than/ { print $1 }' "$work/list" > "$work/timed"
while read -r name; do
	sed -i "s/sections =/limits = { section_seconds = $section, report_seconds = $report }, &/" "$work/reports/$name.lua"
done < "$work/timed"
# What is good in this one has the time that it needs beside what has no end.
sed -i "s/sections =/limits = { section_seconds = 3 }, &/" "$work/reports/gap-loop.lua"
config=$work/sitrep.lua
cat > "$config" <<END
return {
  plugins = { "plugins" }, reports = { "reports" }, templates = { "$faults/../../templates" },
  workers = 2, free_space_mb = 0, stop_grace_ms = 20000,
  intake = { quiet_ms = 200, rescan_ms = 500 },
  limits = { section_seconds = $long_section, report_seconds = $long_report, memory_mb = 96, pages = 120, output_mb = 8 },
}
END

cd "$work"
# What the loader refuses, by name; all else works.
"$SITREP" check -c "$config" > "$work/out" 2> "$work/err" && fail "check found nothing" || true
while IFS="	" read -r name outcome words; do
	if [ "$outcome" = refused ]; then
		grep -q "^plugins/$name/plugin.lua:" "$work/err" || fail "check does not name $name"
		grep -A 1 "^plugins/$name/plugin.lua:" "$work/err" | grep -Eq -- "$words" || fail "$name: not '$words'"
	else
		! grep -q "^plugins/$name/" "$work/err" || fail "check refuses $name: $(cat "$work/err")"
	fi
done < "$work/list"

start
drop good-1 '{ "report": "good" }'
n=0
while IFS="	" read -r name outcome words; do
	drop "$name" '{ "report": "'"$name"'" }'
	n=$((n + 1))
	[ $((n % 10)) -ne 0 ] || drop "good-$n" '{ "report": "good" }'
done < "$work/list"
for name in loop table-growth error-nil; do
	drop "gap-$name" '{ "report": "gap-'"$name"'" }'
done
# a page that cannot be laid out has no section to leave out: it fails, policy or not
drop gap-page-breaks '{ "report": "gap-page-breaks" }'

while IFS="	" read -r name outcome words; do
	wait_for 120 "$name" is_over "$name"
done < "$work/list"
for name in gap-loop gap-table-growth gap-error-nil; do
	wait_for 60 "$name" is_done "$name"
	jq -e '.gaps | length == 1 and .[0].section != "" and .[0].reason != ""' "$spool/outbox/$name.json" > /dev/null || fail "$name: its gaps"
	pdftotext "$spool/outbox/$name.pdf" - | grep -q 'could not be built' || fail "$name: the page does not say that a section is missing"
	pdftotext "$spool/outbox/$name.pdf" - | grep -q 'Nothing to report' || fail "$name: the good section is missing"
done
wait_for 60 gap-page-breaks has_failed gap-page-breaks

bad=
while IFS="	" read -r name outcome words; do
	if [ "$outcome" = done ]; then
		is_done "$name" || { bad=1; echo "$name failed: $(cat "$spool/failed/$name.error.txt")"; continue; }
		qpdf --check "$spool/outbox/$name.pdf" > "$work/out" 2>&1 || { bad=1; echo "$name: $(cat "$work/out")"; }
		pages=$(jq .pages "$spool/outbox/$name.json")
		[ "$pages" -le 120 ] || { bad=1; echo "$name has $pages pages"; }
		continue
	fi
	has_failed "$name" || { bad=1; echo "$name did not fail"; continue; }
	[ "$outcome" = failed ] || continue    # one that is refused: the request says which report cannot be had
	text=$spool/failed/$name.error.txt
	grep -Eq -- "$words" "$text" || { bad=1; echo "$name does not say '$words': $(cat "$text")"; }
	grep -q "$name\|limits\.\|limit is\|deadline" "$text" || { bad=1; echo "$name is not named: $(cat "$text")"; }
	jq -e '.errors | length >= 1' "$spool/failed/$name.error.json" > /dev/null || { bad=1; echo "$name.error.json"; }
	! LC_ALL=C grep -q "$(printf '[\001-\010\013-\037\177]')" "$text" || { bad=1; echo "$name: control characters in its text"; }
done < "$work/list"
for name in $(ls "$spool/failed" | grep '^good' || true); do
	bad=1
	echo "harmed: $name"
done
[ -z "$bad" ] || fail "see above"

# No attempt outlived its deadline (LATE_MS more: half a second on a quiet machine, which a busy one may stand still for), and nobody's child is left.
: "${LATE_MS:=10000}"
timed=$(sed "s/.*/'&'/" "$work/timed" | paste -sd ,)
late=$(ask "select j.name, a.outcome, a.ended_ms - a.started_ms from attempts a join jobs j on j.id = a.job
	where a.ended_ms - a.started_ms > 1000 * iif(j.name in ($timed), $report, $long_report) + $LATE_MS")
[ -z "$late" ] || fail "too late: $late"
no_child() { for slot in $(pgrep -P "$service"); do [ -z "$(pgrep -P "$slot")" ] || return 1; done; }
wait_for 20 "the last child to go" no_child
drop good-last '{ "report": "good" }'
wait_for 20 "a good one after all that" is_done good-last
two_at_most() { [ "$(pgrep -P "$service" | wc -l)" -le 2 ]; }
wait_for 20 "two processes for two slots" two_at_most
stop || fail "exit status"
check_tidy
