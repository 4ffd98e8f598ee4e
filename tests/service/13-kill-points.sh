# SIGKILL at the first, second, … call of each kind that changes a disk, in whichever thread or process makes it: the
# next instance brings every request to its one outcome. POINTS and CALLS make it a campaign.
. "$(dirname "$0")/lib.sh"
if ! strace -qq -o /dev/null true 2> /dev/null; then
	echo "skipped: strace may not trace here"
	exit 0
fi
: "${POINTS:=1 2 3 5 8}" "${CALLS:=renameat2 fsync unlink pwrite64 write}"
count() { [ "$(find "$spool/outbox" "$spool/failed" -name '*.json' -path "*$1*" 2>/dev/null | wc -l)" -ge 4 ]; }
is_dead() { ! kill -0 "$traced" 2>/dev/null; }
has_ended() { is_dead || count /; }

for call in $CALLS; do
	for point in $POINTS; do
		rm -rf "$spool"
		drop r1 '{ "report": "hello" }'
		drop r2 '{ "report": "hello" }'
		drop r3 '{ "report": "nowhere" }'
		echo "--- $call, $point" >> "$work/log"
		strace -f -qq -o /dev/null -e trace="$call" -e inject="$call:signal=KILL:when=$point" \
			"$SITREP" serve -c "$config" --spool "$spool" 2>> "$work/log" &
		traced=$!
		tries=100
		until has_ended || [ $tries -eq 0 ]; do
			tries=$((tries - 1))
			sleep 0.03
		done
		# what the point did not hit is killed now; the lock names it
		holder=$(cat "$spool/lock" 2>/dev/null || true)
		[ -z "$holder" ] || kill -9 "$holder" 2>/dev/null || true
		wait "$traced" 2>/dev/null || true
		start
		wait_for 20 "r1 after $call $point" is_done r1
		wait_for 20 "r2 after $call $point" is_done r2
		wait_for 20 "r3 after $call $point" has_failed r3
		stop || fail "exit status after $call $point"
		check_tidy
		files=$(find "$spool/outbox" "$spool/failed" -type f | wc -l)
		[ "$files" = 7 ] || fail "$files files after $call $point"
	done
done
