# Plugins that loop or eat memory end in their time, named, while others are served; with policy "gap" the rest is issued.
. "$(dirname "$0")/lib.sh"
start
drop loop '{ "report": "loop" }'
drop hog '{ "report": "hog" }'
drop patchy '{ "report": "patchy" }'
drop good '{ "report": "hello" }'
wait_for 10 "the good one" is_done good
wait_for 30 "the hog" has_failed hog
wait_for 30 "the loop" has_failed loop
wait_for 30 "the patchy one" is_done patchy
says loop "loop"
says hog "hog"
# Tried again half a second after its second was over, and two after that.
waits=$(sqlite3 -readonly "$spool/ledger.db" "select b.started_ms - a.started_ms from attempts a join attempts b on b.job = a.job and b.number = a.number + 1
	join jobs on jobs.id = a.job where jobs.name = 'loop' order by a.number")
[ "$(echo "$waits" | sed -n 1p)" -ge 1500 ] && [ "$(echo "$waits" | sed -n 2p)" -ge 3000 ] || fail "tried again after $waits ms"
jq -e '.gaps | length == 1' "$spool/outbox/patchy.json" > /dev/null || fail "gaps: $(cat "$spool/outbox/patchy.json")"
stop || fail "exit status"
check_tidy
