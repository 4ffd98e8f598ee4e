# Three requests dropped together run side by side, as many as there are slots; the others wait.
. "$(dirname "$0")/lib.sh"
start
for i in 1 2 3; do
	drop endless$i '{ "report": "loop" }'
done
wait_for 60 "two busy slots" slots_are '.section == "loop"' 2
waiting() { [ "$(jobs_in running)" = 2 ] && [ "$(jobs_in accepted)" = "$1" ]; }
wait_for 20 "the third to wait" waiting 1
drop good '{ "report": "hello" }'
wait_for 20 "the good one to wait behind it" waiting 2
for i in 1 2 3; do cancel endless$i; done
wait_for 30 "the good one behind them" is_done good
stop || fail "exit status"
check_tidy
