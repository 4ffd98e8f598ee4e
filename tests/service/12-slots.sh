# kill -9 of the slots: their jobs are done again, the slots come back, and the service goes on.
. "$(dirname "$0")/lib.sh"
start
for i in 1 2 3 4; do
	drop k$i '{ "report": "slow" }'
done
running() { [ "$(jobs_in running)" -ge 1 ]; }
wait_for 20 "a job to run" running
for pid in $(pgrep -P "$service"); do
	kill -9 "$pid"
done
for i in 1 2 3 4; do
	wait_for 30 "k$i" is_done k$i
done
stop || fail "exit status"
check_tidy
