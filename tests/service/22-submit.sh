# `sitrep submit`: whole and under a name of its own; --wait to the end of each; before the service runs, too.
. "$(dirname "$0")/lib.sh"
submit() { timeout $((60 * patience)) "$SITREP" submit --spool "$spool" "$@" 2> "$work/err"; }
echo '{ "report": "hello" }' > "$work/a.json"
echo '{ "report": "hello", "tilte": 1 }' > "$work/bad.json"
echo '{ "report": "wrong" }' > "$work/wrong.json"

mkdir -p "$spool/inbox"
submit "$work/a.json" "$work/a.json" > "$work/out" || fail "$(cat "$work/err")"
[ "$(ls "$spool/inbox")" = "a-2.json
a.json" ] || fail "the inbox: $(ls -a "$spool/inbox")"
rm "$spool/inbox/"*.json

# no service yet: it is waited for
submit --wait "$work/a.json" > "$work/out" &
early=$!
wait_for 30 "the request to be dropped" test -e "$spool/inbox/a.json"
start
wait "$early" || fail "waiting for a service to start: $(cat "$work/err")"
[ "$(cat "$work/out")" = "$spool/outbox/a.pdf" ] || fail "the path: $(cat "$work/out")"

submit --wait "$work/a.json" > "$work/out" || fail "$(cat "$work/err")"
[ "$(cat "$work/out")" = "$spool/outbox/a-2.pdf" ] || fail "the second path: $(cat "$work/out")"
grep -q 'accepted as' "$work/err" || fail "progress: $(cat "$work/err")"

submit --wait "$work/bad.json" > "$work/out" && fail "a bad request" || [ $? -eq 2 ] || fail "exit status of a bad request"
grep -q 'bad.json:1:22: ' "$work/err" || fail "place: $(cat "$work/err")"
submit --wait "$work/wrong.json" "$work/a.json" > "$work/out" && fail "a plugin error" || [ $? -eq 1 ] || fail "exit status of a failure"
grep -q 'a-3.pdf' "$work/out" || fail "the good one beside it: $(cat "$work/out")"
submit "$work/none.json" && fail "no file" || [ $? -eq 2 ] || fail "exit status of a missing file"

"$SITREP" status --spool "$spool" > "$work/out" || fail status
grep -q '3 done 2 failed' "$work/out" || fail "status: $(cat "$work/out")"
"$SITREP" status --spool "$spool" --json | jq -e '.counts.done == 3 and .pid > 0' > /dev/null || fail "status --json"
"$SITREP" status --spool "$spool" wrong | grep -q '^state *failed' || fail "status of a job"
"$SITREP" retry --spool "$spool" wrong | grep -q 'done again as' || fail retry
wait_for 20 "the retried job" test -e "$spool/failed/wrong-2.error.json"
"$SITREP" cancel --spool "$spool" a && fail "cancelled what is done" || [ $? -eq 2 ] || fail "exit status of cancel"
stop || fail "exit status"

"$SITREP" status --spool "$spool" > "$work/out" 2> "$work/err" || fail "status without a service"
grep -q 'No service runs' "$work/err" && grep -q '3 done 3 failed' "$work/out" || fail "status from the ledger"
"$SITREP" cancel --spool "$spool" a 2> "$work/err" && fail "cancel without a service" || [ $? -eq 1 ] || fail "exit status"
check_tidy

# A machine that died leaves a temporary file of a submit, and after the boot another has its pid: it was refused with "File exists".
sh -c 'echo "{ \"report\": \"hello\" }" > "$1/again.json"; touch "$2/inbox/.submit-$$-0.tmp"; exec "$3" submit --spool "$2" "$1/again.json"' sh "$work" "$spool" "$SITREP" \
	> "$work/out" 2>&1 || fail "beside what a dead one left: $(cat "$work/out")"
[ -f "$spool/inbox/again.json" ] || fail "not dropped"

# What dead ones left goes after an hour; what may be under way stays, as do others' temporary files.
mkdir "$spool/inbox/.submit-1-1-1.tmp" && echo x > "$spool/inbox/.submit-1-1-1.tmp/request.json"
echo x > "$spool/inbox/.submit-1-1-2.tmp"
echo x > "$spool/inbox/.submit-1-1-3.tmp"
echo x > "$spool/inbox/.mine.tmp"
touch -d '2 hours ago' "$spool/inbox/.submit-1-1-1.tmp" "$spool/inbox/.submit-1-1-2.tmp" "$spool/inbox/.mine.tmp"
start
is_swept() { [ ! -e "$spool/inbox/.submit-1-1-1.tmp" ] && [ ! -e "$spool/inbox/.submit-1-1-2.tmp" ]; }
wait_for 20 "what dead ones left to go" is_swept
wait_for 20 "the request beside them" is_over again
[ -e "$spool/inbox/.submit-1-1-3.tmp" ] || fail "what may be under way is gone"
[ -e "$spool/inbox/.mine.tmp" ] || fail "another's temporary file is gone"
stop || fail "exit status"
