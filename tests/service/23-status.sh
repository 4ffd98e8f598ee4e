# `status --json` says the same of a job whether a service answers or the ledger is read.
. "$(dirname "$0")/lib.sh"
about() { "$SITREP" status -c "$config" --spool "$spool" --json "$1" 2> /dev/null | jq -S '{ job, attempts }'; }
settled() { [ "$(jobs_in done)$(jobs_in failed)" = 11 ]; }
start
drop good '{ "report": "hello" }'
drop wrong '{ "report": "nothing-of-that-name" }'
wait_for 20 "good" is_done good
wait_for 20 "wrong" test -e "$spool/failed/wrong.error.json"
wait_for 20 "nothing under way" settled
for name in good wrong; do
	about $name > "$work/served.$name"
	[ "$(jq -r .job.name "$work/served.$name")" = $name ] || fail "$name: $(cat "$work/served.$name")"
done
[ "$(jq '.attempts | length' "$work/served.good")" = 1 ] || fail "attempts: $(cat "$work/served.good")"
stop TERM || fail "exit status"
for name in good wrong; do
	about $name > "$work/read.$name"
	cmp "$work/served.$name" "$work/read.$name" || fail "$name: $(diff "$work/served.$name" "$work/read.$name")"
done
