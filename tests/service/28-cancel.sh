# A running job is ended at once, a waiting one never begins; neither leaves a file, both can be tried again.
. "$(dirname "$0")/lib.sh"
configure 's/workers = 2/workers = 1/; s/section_seconds = 20/section_seconds = 60/'
start
drop running '{ "report": "loop" }'
state() { "$SITREP" status --spool "$spool" --json "$1" | jq -r .job.state; }
is() { [ "$(state "$1")" = "$2" ]; }
wait_for 20 "it to run" is running running
in_section() { "$SITREP" status --spool "$spool" --json | jq -e '.slots[] | select(.section == "loop")' > /dev/null; }
wait_for 20 "its section" in_section
child=$("$SITREP" status --spool "$spool" --json | jq -r '.slots[0].job_pid')
drop waiting '{ "report": "hello" }'
wait_for 20 "the other to wait" is waiting accepted
"$SITREP" cancel waiting --spool "$spool" > "$work/out" 2>&1 || fail "cancel: $(cat "$work/out")"
is waiting cancelled || fail "it waits still: $(state waiting)"
"$SITREP" cancel running --spool "$spool" > "$work/out" 2>&1 || fail "cancel: $(cat "$work/out")"
wait_for 20 "its end" is running cancelled
gone() { ! kill -0 "$child" 2> /dev/null; }
wait_for 20 "its process to be gone" gone
[ -z "$(find "$spool/outbox" "$spool/failed" -type f)" ] || fail "a cancelled job left files"
drop next '{ "report": "hello" }'
wait_for 20 "the slot to serve another" is_done next
"$SITREP" cancel next --spool "$spool" > "$work/out" 2>&1 && fail "one that is done" || true
"$SITREP" retry waiting --spool "$spool" > "$work/out" 2>&1 || fail "retry: $(cat "$work/out")"
wait_for 20 "the one that was cancelled, again" is_done waiting
stop || fail "exit status"
check_tidy
