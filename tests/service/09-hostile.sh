# Plugins that loop or eat memory end in their time, named, while others are served; with policy "gap" the rest is issued.
. "$(dirname "$0")/lib.sh"
configure 's/section_seconds = 20/section_seconds = 3/'
start
drop loop '{ "report": "loop" }'
drop hog '{ "report": "hog" }'
drop patchy '{ "report": "patchy" }'
drop good '{ "report": "hello" }'
wait_for 30 "the good one" is_done good
wait_for 60 "the hog" has_failed hog
wait_for 60 "the loop" has_failed loop
wait_for 60 "the patchy one" is_done patchy
says loop "loop"
says hog "hog"
jq -e '.gaps | length == 1' "$spool/outbox/patchy.json" > /dev/null || fail "gaps: $(cat "$spool/outbox/patchy.json")"
stop || fail "exit status"
# A job whose process dies is tried again half a second later, and two seconds after that. (One that spends its computing time
# says so itself, and would do it again: it has long enough here to be killed before.)
config=$here/config/sitrep.lua
start
drop doomed '{ "report": "loop" }'
for attempt in 1 2 3; do kill_attempt doomed $attempt; done
wait_for 20 "the end of the doomed one" has_failed doomed
waits=$(ask "select b.started_ms - a.started_ms from attempts a join attempts b on b.job = a.job and b.number = a.number + 1
	join jobs on jobs.id = a.job where jobs.name = 'doomed' order by a.number")
[ "$(echo "$waits" | sed -n 1p)" -ge 500 ] && [ "$(echo "$waits" | sed -n 2p)" -ge 2000 ] || fail "tried again after $waits ms"
stop || fail "exit status"
check_tidy
