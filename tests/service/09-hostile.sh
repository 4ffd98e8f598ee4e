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
jq -e '.gaps | length == 1' "$spool/outbox/patchy.json" > /dev/null || fail "gaps: $(cat "$spool/outbox/patchy.json")"
stop || fail "exit status"
check_tidy
