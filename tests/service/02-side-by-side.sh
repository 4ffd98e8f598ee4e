# Three requests dropped together run side by side, as many as there are slots.
. "$(dirname "$0")/lib.sh"
start
for i in 1 2 3; do
	drop slow$i '{ "report": "slow" }'
done
busy() { "$SITREP" status -c "$config" --spool "$spool" --json | jq -e '[.slots[] | select(.state == "busy")] | length == 2'; }
wait_for 10 "two busy slots" busy
for i in 1 2 3; do
	wait_for 20 "slow$i" is_done slow$i
done
stop || fail "exit status"
check_tidy
