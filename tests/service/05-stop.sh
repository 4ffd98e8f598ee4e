# SIGTERM: running jobs finish, what waits stays accepted and is done by the next instance; nothing of it is left running.
. "$(dirname "$0")/lib.sh"
start
for i in 1 2 3 4 5 6; do
	drop s$i '{ "report": "slow" }'
done
wait_for 20 "the first" is_done s1
stop TERM || fail "exit status"
[ -z "$(find "$spool/outbox" "$spool/failed" -name '.*')" ] || fail "half done files"
[ "$(jobs_in running)" = 0 ] || fail "still running"
[ "$(jobs_in publishing)" = 0 ] || fail "still publishing"
start
for i in 1 2 3 4 5 6; do
	wait_for 30 "s$i" is_done s$i
done
stop INT || fail "exit status"
check_tidy

# A job that does not end in time goes back to the queue, uncounted.
start
drop endless '{ "report": "loop" }'
running() { [ "$(jobs_in running)" = 1 ]; }
wait_for 10 "the loop to run" running
kill -TERM "$service"
stop TERM || fail "exit status"
[ "$(sqlite3 -readonly "$spool/ledger.db" "select count(*) from jobs where state = 'retrying' and attempts < 3")" = 1 ] || fail "$(jobs_in retrying) retrying"
