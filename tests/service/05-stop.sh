# SIGTERM: running jobs finish, what waits stays accepted and is done by the next instance; nothing of it is left running.
. "$(dirname "$0")/lib.sh"
configure 's/stop_grace_ms = 20000/stop_grace_ms = 200000/'
start
for i in 1 2 3 4 5 6; do
	drop s$i '{ "report": "slow" }'
done
wait_for 60 "the first" is_done s1
wait_for 60 "the second, of a slot that has begun as well" is_done s2
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

# Sent while the service begins, which its socket shows to others before it is ready: it is not ended half way, and HUP ends nothing.
config=$here/config/sitrep.lua
if strace -qq -o /dev/null true 2> /dev/null; then
	for signal in TERM HUP; do
		strace -f -qq -o "$work/trace" -e trace=listen -e inject=listen:delay_exit=1000000 -e signal=none -E ASAN_OPTIONS=detect_leaks=0 "$SITREP" serve -c "$config" --spool "$work/early-$signal" 2> "$work/early.log" &
		tracer=$!
		wait_for 20 "the socket" test -S "$work/early-$signal/control.sock"
		service=$(pgrep -P $tracer)
		kill -$signal "$service"
		if [ $signal = HUP ]; then
			wait_for 20 "the configuration to be loaded anew" grep -q 'reloading the configuration' "$work/early.log"
			kill -TERM "$service"
		fi
		wait $tracer || fail "exit status $? after an early $signal: $(cat "$work/early.log")"
		service=
		grep -q 'stopped$' "$work/early.log" || fail "an early $signal ended it: $(cat "$work/early.log")"
	done
fi
