# A schedule fires at its instant, makes up for what was missed, and never makes a run twice, also through kill -9.
. "$(dirname "$0")/lib.sh"
cp -R "$here/config" "$work/config"
sed "s|../../../templates|$here/../../templates|" "$here/config/sitrep.lua" > "$work/config/sitrep.lua"
config=$work/config/sitrep.lua
cat > "$work/config/schedules.lua" <<'END'
return {
  { name = "minutely", cron = "* * * * *", request = { report = "hello" }, overlap = "queue_all", catch_up = "all" },
  { name = "daily", cron = "30 7 * * *", timezone = "Europe/Brussels", request = { report = "hello" } },
}
END
at() { SITREP_FAKE_TIME=$(date -u -d "$1" +%s) && export SITREP_FAKE_TIME; }
# A schedule counts from when it is known: the service is slow to begin on a busy machine.
at 2026-11-23T06:29:01Z
start
are_known() { [ "$(ask 'select count(*) from schedules where settled_ms > 0')" = 2 ]; }
wait_for 20 "the schedules to be known" are_known
stop || fail "exit status"
at 2026-11-23T06:29:57Z
start
wait_for 30 "the first minute" is_done minutely-2026-11-23T0630
wait_for 30 "half past seven in Brussels" is_done daily-2026-11-23
stop KILL && fail "killed, and well?"
at 2026-11-23T06:33:30Z
start
for minute in 0631 0632 0633; do
	wait_for 20 "the missed $minute" is_done minutely-2026-11-23T$minute
done
stop KILL && fail "killed, and well?"
at 2026-11-23T06:33:40Z
start
drop last '{ "report": "hello" }'
wait_for 20 "the last" is_done last
stop || fail "exit status"
# Whatever minutes came while this took its time: these four once each.
[ "$(find "$spool/outbox" -name 'minutely-2026-11-23T063[0-3]*.pdf' | wc -l)" = 4 ] || fail "$(ls "$spool/outbox")"
[ "$(find "$spool/outbox" -name 'daily-*.pdf' | wc -l)" = 1 ] || fail "$(ls "$spool/outbox")"
check_tidy

# Who asks for a schedule while the service looks after what the last instance left is told so, and not that there is none. A lock of the
# ledger holds it there for the few seconds that it waits for one; on a machine where that is not long enough it ends, and is begun again.
mkfifo "$work/sql"
ask_early() {
	sqlite3 "$spool/ledger.db" < "$work/sql" &
	holder=$!
	exec 9> "$work/sql"
	printf 'begin immediate;\n.shell touch "%s/held"\n' "$work" >&9
	wait_for 20 "the lock" test -e "$work/held"
	begin 9>&-
	"$SITREP" schedule run daily -c "$config" --spool "$spool" > "$work/out" 2>&1 && early=0 || early=$?
	printf '.quit\n' >&9
	exec 9>&-
	wait $holder
	rm "$work/held"
	wait_for 60 "the service to go on, or to end" eval 'is_gone || "$SITREP" schedule run daily -c "$config" --spool "$spool"'
}
rounds=10
until ask_early && grep -q 'has just begun' "$work/out"; do
	rounds=$((rounds - 1))
	[ $rounds -gt 0 ] || fail "asked before the service had recovered: $(cat "$work/out")"
	is_gone || stop || fail "exit status"
done
[ "$early" = 1 ] || fail "a service that has just begun: exit status $early"
grep -q 'ask again' "$work/out" || fail "what to do: $(cat "$work/out")"
stop || fail "exit status"
