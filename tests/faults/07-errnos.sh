# One system call of the running service fails once: whichever it is, and however, both requests that are under way come to their one outcome
# within WITHIN seconds, and the service goes on. SITES of each call, CALLS and ERRNOS make it a campaign (`make errnos`).
. "$(dirname "$0")/../service/lib.sh"
config=$here/../service/config/sitrep.lua
if ! may_trace; then
	echo "skipped: strace may not trace here"
	exit 0
fi
: "${CALLS:=openat renameat2 fsync pwrite64 unlink fchmod}" "${ERRNOS:=EIO ENOSPC EACCES}" "${SITES:=2}" "${WITHIN:=30}"
settled() { [ "$(jobs_in accepted)" = 0 ] && [ "$(jobs_in running)" = 0 ] && [ "$(jobs_in publishing)" = 0 ] && [ "$(jobs_in retrying)" = 0 ]; }
# strace asked to let go while a thread waits for the child that it starts hangs with it.
let_go() {
	kill -INT "$tracer" 2> /dev/null || true
	tries_left=100
	while kill -0 "$tracer" 2> /dev/null && [ $tries_left -gt 0 ]; do
		tries_left=$((tries_left - 1))
		sleep 0.05
	done
	kill -KILL "$tracer" 2> /dev/null || true
	wait "$tracer" 2> /dev/null || true
}
n=0 hit=0
start
# It listens before it has looked after what the last instance left: a fault in that ends it, as it should.
drop first '{ "report": "hello" }'
wait_for 20 "the first job" is_done first
for call in $CALLS; do
	for errno in $ERRNOS; do
		for site in $SITES; do
			n=$((n + 1))
			case=$call-$errno-$site
			strace -f -qq -o "$work/trace" -e trace="$call" -e inject="$call:error=$errno:when=$site" -p "$service" 2>> "$work/log" &
			tracer=$!
			wait_for 30 "strace" is_traced
			drop "good-$case" '{ "report": "hello" }'
			drop "bad-$case" '{ "report": "nowhere" }'
			tries=$((20 * WITHIN * patience))
			until { is_done "good-$case" && has_failed "bad-$case"; } || [ $tries -eq 0 ] || ! kill -0 "$service" 2> /dev/null; do
				tries=$((tries - 1))
				sleep 0.05
			done
			let_go
			hit=$((hit + $(grep -c INJECTED "$work/trace" || true)))
			kill -0 "$service" 2> /dev/null || fail "the service died of $case: $(grep INJECTED "$work/trace")"
			[ $tries -gt 0 ] || fail "no outcome in $WITHIN seconds after $case: $(grep INJECTED "$work/trace")"
		done
	done
done
wait_for 30 "nothing to do" settled
stop || fail "exit status"
check_tidy
[ "$(find "$spool/outbox" -name 'good-*.pdf' | wc -l)" = $n ] && [ "$(find "$spool/failed" -name 'bad-*.error.json' | wc -l)" = $n ] ||
	fail "outcomes: $(ls "$spool/outbox" | wc -l), $(ls "$spool/failed" | wc -l) files of $n"
[ -z "$(find "$spool/outbox" "$spool/failed" -name '*-[0-9]*-2.*')" ] || fail "twice: $(ls "$spool/outbox" "$spool/failed")"
[ "$(jobs_in quarantined)" = 0 ] || fail "a job was blamed"
[ "$(sqlite3 "$spool/ledger.db" 'pragma integrity_check')" = ok ] || fail "the ledger is damaged"
for pdf in "$spool"/outbox/*.pdf; do
	[ "$(sha256sum < "$pdf" | cut -d' ' -f1)" = "$(jq -r .sha256 "${pdf%.pdf}.json")" ] || fail "$pdf is not what its record says"
done
[ $hit -ge $((n / 2)) ] || fail "only $hit of $n faults were met"
echo "$n faults, $hit met"
