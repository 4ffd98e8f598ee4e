# SIGTERM: running jobs finish, what waits stays accepted and is done by the next instance; nothing of it is left running.
. "$(dirname "$0")/lib.sh"
start
for i in 1 2 3 4 5 6; do
	drop s$i '{ "report": "slow" }'
done
wait_for 60 "the first" is_done s1
# A supervisor's signal may reach the whole group: only the service decides when slots and jobs end.
for slot in $(pgrep -P "$service"); do kill -TERM "$slot" $(pgrep -P "$slot") 2> /dev/null || true; done    # a job may be over by now
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
[ "$(ask "select count(*) from attempts where outcome != 'ok'")" = 0 ] || fail "a job was not let finish"

# A job that does not end in time goes back to the queue, uncounted: its own limits are far off here.
configure 's/stop_grace_ms = 20000/stop_grace_ms = 200/'
start
drop endless '{ "report": "loop" }'
wait_for 30 "the loop to run" attempt_runs endless 1
stop TERM || fail "exit status"
[ "$(ask "select count(*) from jobs where state = 'retrying' and attempts < 3")" = 1 ] || fail "$(jobs_in retrying) retrying"
grep -q 'endless will be tried again: the service stops (' "$work/log" || fail "why it is tried again: $(cat "$work/log")"
