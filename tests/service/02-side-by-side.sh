# Three requests dropped together run side by side, as many as there are slots.
. "$(dirname "$0")/lib.sh"
start
for i in 1 2 3; do
	drop endless$i '{ "report": "loop" }'
done
busy() { "$SITREP" status -c "$config" --spool "$spool" --json | jq -e '[.slots[] | select(.state == "busy")] | length == 2'; }
wait_for 10 "two busy slots" busy
drop good '{ "report": "hello" }'
wait_for 30 "the good one behind them" is_done good
for i in 1 2 3; do
	wait_for 60 "endless$i" has_failed endless$i
done
stop || fail "exit status"
check_tidy
