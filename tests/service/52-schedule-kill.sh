# SIGKILL at the first, second, … call of each kind while schedules fire: each instant is run once. POINTS and CALLS make it a campaign.
. "$(dirname "$0")/lib.sh"
if ! strace -qq -o /dev/null true 2> /dev/null; then
	echo "skipped: strace may not trace here"
	exit 0
fi
: "${POINTS:=1 3 8}" "${CALLS:=fdatasync pwrite64 renameat2}"
cp -R "$here/config" "$work/config"
sed "s|../../../templates|$here/../../templates|" "$here/config/sitrep.lua" > "$work/config/sitrep.lua"
config=$work/config/sitrep.lua
cat > "$work/config/schedules.lua" <<'END'
return {
  { name = "a", cron = "0-1 6 * * *", request = { report = "hello" }, overlap = "queue_all", catch_up = "all" },
  { name = "b", cron = "0 6 * * *", request = { report = "hello" }, overlap = "queue_all", catch_up = "all" },
}
END
at() { SITREP_FAKE_TIME=$(date -u -d "$1" +%s) && export SITREP_FAKE_TIME; }
is_traced() { is_gone || ! grep -q '^TracerPid:.0$' "/proc/$service/status"; }
knows() { [ "$(ask "select count(*) from schedules")" = 2 ]; }
has_ended() { is_gone || { is_done a-2026-11-23T0600 && is_done b-2026-11-23; }; }

for call in $CALLS; do
	for point in $POINTS; do
		rm -rf "$spool"
		echo "--- $call, $point" >> "$work/log"
		at 2026-11-23T05:59:30Z
		start
		wait_for 10 "the schedules" knows
		stop
		at 2026-11-23T05:59:58Z
		start
		strace -f -qq -o /dev/null -e trace="$call" -e inject="$call:signal=KILL:when=$point" -p "$service" 2>> "$work/log" &
		tracer=$!
		wait_for 10 "strace" is_traced
		tries=150
		until has_ended || [ $tries -eq 0 ]; do
			tries=$((tries - 1))
			sleep 0.03
		done
		kill -9 "$service" 2>/dev/null || true
		wait "$service" 2>/dev/null || true
		wait "$tracer" 2>/dev/null || true
		# the clock was wrong by a minute, and runs are made up for
		at 2026-11-23T06:01:30Z
		start
		for name in a-2026-11-23T0600 a-2026-11-23T0601 b-2026-11-23; do
			wait_for 20 "$name after $call $point" is_done $name
		done
		stop || fail "exit status after $call $point"
		check_tidy
		[ "$(find "$spool/outbox" -type f | wc -l)" = 6 ] || fail "after $call $point: $(ls "$spool/outbox")"
		[ "$(ask "select group_concat(n) from (select count(*) n from runs group by schedule order by schedule)")" = 2,1 ] ||
			fail "runs after $call $point"
	done
done
