#!/bin/sh
# What N schedules cost (10000): to be read, to wait, to be listed; and how late runs are made when FIRE of them (100) fire each minute, for
# three minutes: p50, p99 and the worst. The targets are those of the design: nothing to speak of, and 1 s at p99.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../service/lib.sh"
: "${N:=10000}" "${FIRE:=100}"
here=$here/../service
cp -R "$here/config" "$work/config"
sed "s|../../../templates|$here/../../templates|" "$here/config/sitrep.lua" > "$work/config/sitrep.lua"
config=$work/config/sitrep.lua
awk -v n="$N" -v fire="$FIRE" 'BEGIN {
	split("Europe/Brussels UTC America/Santiago Africa/Cairo Asia/Kathmandu", zone, " ")
	print "return {"
	for (i = 0; i < n - fire; i++)
		printf "{ name = \"s%d\", cron = \"%d %d 1 1 *\", timezone = \"%s\", request = { report = \"hello\" } },\n", i, i % 60, i / 60 % 24, zone[i % 5 + 1]
	for (i = 0; i < fire; i++)
		printf "{ name = \"t%d\", cron = \"* * * * *\", overlap = \"queue_all\", request = { report = \"hello\" } },\n", i
	print "}" }' > "$work/config/schedules.lua"
ticks() { awk '{ print $14 + $15 }' "/proc/$service/stat"; }
SITREP_FAKE_TIME=$(date -u -d 2026-11-23T06:29:35Z +%s) && export SITREP_FAKE_TIME
begin=$(date +%s%N)
start
wait_for 60 "all of them" sh -c "[ \$(sqlite3 -readonly $spool/ledger.db 'select count(*) from schedules') = $N ]"
echo "$N schedules are read and recorded in $((($(date +%s%N) - begin) / 1000000)) ms"
sleep 1
before=$(ticks)
sleep 10
echo "waiting costs $(($(ticks) - before))0 ms of CPU in 10 s; $(sed -n 's/^VmRSS:[ \t]*//p' "/proc/$service/status")"
begin=$(date +%s%N)
"$SITREP" schedule list -c "$config" --spool "$spool" > "$work/list"
echo "listed in $((($(date +%s%N) - begin) / 1000000)) ms, $(wc -l < "$work/list") lines"
fired() { [ "$(sqlite3 -readonly "$spool/ledger.db" 'select count(*) from runs')" -ge $((FIRE * 3)) ]; }
wait_for 170 "three minutes" fired
stop || fail "exit status"
sqlite3 -readonly "$spool/ledger.db" "select at_ms - nominal_ms from runs order by 1" > "$work/late"
runs=$(wc -l < "$work/late")
at() { sed -n "$((runs * $1 / 100 > 0 ? runs * $1 / 100 : 1))p" "$work/late"; }
echo "$runs runs, $FIRE at once: p50 $(at 50) ms late, p99 $(at 99) ms, worst $(tail -n 1 "$work/late") ms"
[ "$(at 99)" -le "${LATE_MS:-1000}" ] || fail "later than a second at p99"
