# kill -9 of the slots: their jobs are done again, the slots come back, and the service goes on.
. "$(dirname "$0")/lib.sh"
start
# With a job's process in each of them, which would not end by itself.
for i in 1 2; do drop endless$i '{ "report": "loop" }'; done
wait_for 60 "a job in each slot" slots_are '.section == "loop"' 2
kill -9 $(slot_pids)
for i in 1 2; do
	wait_for 60 "endless$i again" attempt_runs endless$i 2
	cancel endless$i
done
# With a job that has no process yet.
hold
for i in 1 2 3 4; do drop k$i '{ "report": "slow" }'; done
running() { [ "$(jobs_in running)" = 2 ]; }
wait_for 20 "two jobs to be given to them" running
release KILL
for i in 1 2 3 4; do
	wait_for 60 "k$i" is_done k$i
done
stop || fail "exit status"
check_tidy
