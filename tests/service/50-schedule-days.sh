# Three days of simulated clock, over a change of summer time, with stops short and long, kills and a clock set back: each instant is
# run once, as `schedule next` says, and none is left out.
. "$(dirname "$0")/lib.sh"
cp -R "$here/config" "$work/config"
sed "s|../../../templates|$here/../../templates|" "$here/config/sitrep.lua" > "$work/config/sitrep.lua"
config=$work/config/sitrep.lua
all='request = { report = "hello" }, overlap = "queue_all", catch_up = "all", window_hours = 200'
cat > "$work/config/schedules.lua" <<END
return {
  { name = "hourly", cron = "0 * * * *", $all },
  { name = "night", cron = "30 2 * * *", timezone = "Europe/Brussels", $all },
  { name = "twice", cron = "*/30 2 * * *", timezone = "Europe/Brussels", $all },
  { name = "working", cron = "15 7,19 * * *", timezone = "Asia/Kathmandu", off_days = "next", jitter_seconds = 900, $all },
}
END
rate=$((10800 / patience))
begin=$(date -u -d 2026-10-23T22:00:00Z +%s)
end=$((begin + 3 * 86400))
now=$begin
# run SECONDS SIGNAL: of the simulated clock
run() {
	SITREP_FAKE_TIME=$now\*$rate && export SITREP_FAKE_TIME
	start
	real=$(date +%s%N)
	sleep "$(echo "$1 $rate" | awk '{ printf "%.2f", $1 / $2 }')"
	stop "$2" || [ "$2" = KILL ] || fail "exit status"
	now=$((now + ($(date +%s%N) - real) / 1000000 * rate / 1000))
}
# A schedule counts from when it is first seen: that is at the beginning, before the clock runs away.
SITREP_FAKE_TIME=$now && export SITREP_FAKE_TIME
start
knows() { [ "$(ask "select count(*) from schedules")" = 4 ]; }
wait_for 20 "the schedules to be known" knows
stop || fail "exit status"
run 43200 TERM
now=$((now + 21600))     # six hours of nothing
run 36000 KILL
now=$((now - 3600))      # the clock is set back
run 36000 KILL
run 21600 TERM
now=$((now + 50000))
run 28800 KILL
# On a busy machine it may be later already, and what came after the three days is there, too. Just after the hour nothing is due for long.
[ $now -le $end ] || end_of_all=$((now - now % 3600 + 3660))
now=${end_of_all:-$end}
SITREP_FAKE_TIME=$now && export SITREP_FAKE_TIME
start
# What fired in the three days, and what the ledger has of it.
expected() {
	"$SITREP" schedule next "$1" -c "$config" --from "$(date -u -d @"$begin" +%FT%TZ)" --until "$(date -u -d @"$end" +%FT%TZ)" --utc
}
# made NAME [AND]: the instants of its runs
made() { ask "select strftime('%Y-%m-%dT%H:%M:%SZ', nominal_ms / 1000, 'unixepoch') from runs where schedule = '$1' and nominal_ms <= $end * 1000 ${2:-} order by 1"; }
is_settled() {
	for name in hourly night twice working; do
		[ "$(made $name | wc -l)" -ge "$(expected $name | wc -l)" ] || return 1
	done
	[ "$(jobs_in accepted)$(jobs_in running)$(jobs_in publishing)$(jobs_in retrying)" = 0000 ]
}
wait_for 60 "all runs" is_settled
stop || fail "exit status"
for name in hourly night twice; do
	expected $name > "$work/expected"
	made $name 'and job is not null' > "$work/made"
	cmp -s "$work/expected" "$work/made" || fail "$name: $(diff "$work/expected" "$work/made")"
done
[ "$(expected night | wc -l)" = 3 ] && [ "$(expected twice | wc -l)" = 8 ] || fail "the night of the change: $(expected night) $(expected twice)"
# Saturday's and Sunday's runs are Monday's: identities of Monday, no other
expected working > "$work/expected"
made working > "$work/made"
cmp -s "$work/expected" "$work/made" || fail "working: $(diff "$work/expected" "$work/made")"
runs=$(ask "select count(*) from runs")
[ "$(jobs_in done)" = "$runs" ] || fail "$(jobs_in done) jobs are done of $runs"
[ "$(find "$spool/outbox" -name '*.pdf' | wc -l)" = "$runs" ] || fail "$runs runs, $(find "$spool/outbox" -name '*.pdf' | wc -l) files"
check_tidy
