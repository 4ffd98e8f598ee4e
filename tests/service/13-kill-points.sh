# SIGKILL at the first, second, … call of each kind that changes a disk, in whichever thread or process makes it, and where a file gets the name that
# readers know: the next instance brings every request to its one outcome. POINTS and CALLS make it a campaign.
. "$(dirname "$0")/lib.sh"
if ! may_trace; then
	echo "skipped: strace may not trace here"
	exit 0
fi
: "${POINTS:=1 2 3 5 8}" "${CALLS:=renameat2 fsync unlink pwrite64 write}"
has_all() { [ "$(find "$spool/outbox" "$spool/failed" -name "*.json" 2>/dev/null | wc -l)" -ge 4 ]; }
is_dead() { ! kill -0 "$service" 2>/dev/null; }
has_ended() { is_dead || has_all; }
# They began before strace looks, and are not traced: a job's process that is killed each time it is tried again comes to nothing.
has_slots() { [ "$(pgrep -P "$service" | wc -l)" = 2 ]; }
n=0 hit=0

# killed_at WHAT CALL POINT: at the call of that number, of those that the options before them leave
killed_at() {
	what=$1 call=$2 point=$3
	shift 3
	rm -rf "$spool"
	echo "--- $what" >> "$work/log"
	start
	wait_for 60 "the slots" has_slots
	strace -f -q -o "$work/trace" "$@" -e trace="$call" -e inject="$call:signal=KILL:when=$point" -p "$service" 2>> "$work/log" &
	tracer=$!
	wait_for 30 "strace" is_traced
	drop r1 '{ "report": "hello" }'
	drop r2 '{ "report": "hello" }'
	drop r3 '{ "report": "nowhere" }'
	wait_for 60 "the kill, or the outcomes" has_ended
	n=$((n + 1))
	! { is_dead || grep -q 'killed by SIGKILL' "$work/trace"; } || hit=$((hit + 1))
	# what the point did not hit is killed now
	kill -9 "$service" 2>/dev/null || true
	wait "$service" 2>/dev/null || true
	wait "$tracer" 2>/dev/null || true
	start
	wait_for 20 "r1 after $what" is_done r1
	wait_for 20 "r2 after $what" is_done r2
	wait_for 20 "r3 after $what" has_failed r3
	stop || fail "exit status after $what"
	check_tidy
	files=$(find "$spool/outbox" "$spool/failed" -type f | wc -l)
	[ "$files" = 7 ] || fail "$files files after $what"
}

for call in $CALLS; do
	for point in $POINTS; do
		killed_at "$call, $point" "$call" "$point"
	done
done
met=$hit
named="outbox/r1.pdf outbox/r1.json failed/r3.json failed/r3.error.json"
for path in $named; do
	killed_at "the name $path" renameat2 1 -P "$spool/$path"
done
[ $((hit - met)) = "$(echo "$named" | wc -w)" ] || fail "only $((hit - met)) of these names met a call: $named"
echo "$n points, $hit hit a call"
