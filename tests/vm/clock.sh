# A clock that is set, forward, back and over both changes of summer time; a machine that is suspended, and one that stands still: each
# instant has one run at most, and what was missed is told in the log, in `sitrep status` and in the next record.
. /opt/campaign/vm/lib.sh
configure
cat > /etc/sitrep/schedules.lua <<'END'
return {
  { name = "latest", cron = "* * * * *", request = { report = "hello" }, overlap = "queue_all" },
  { name = "all", cron = "* * * * *", request = { report = "hello" }, overlap = "queue_all", catch_up = "all", catch_up_max = 10 },
  { name = "skip", cron = "*/15 * * * *", request = { report = "hello" }, catch_up = "skip" },
  { name = "fixed", cron = "30 2 * * *", timezone = "Europe/Brussels", request = { report = "hello" }, catch_up = "skip" },
}
END
clock() { date -u -s "$1" > /dev/null; }
runs() { ask "select count(*) from runs where schedule = '$1' and datetime(nominal_ms / 1000, 'unixepoch') between '$2' and '$3'"; }
has_run() { [ "$(runs "$1" "$2" "$2")" = 1 ]; }
none_doubled() {
	doubled=$(find $out -name '*-[0-9].pdf' | grep -v 'T[0-9]*.pdf' || true)
	[ -z "$doubled" ] || fail "made twice: $doubled"
	[ "$(ask "select count(*) - count(distinct schedule || nominal_ms) from runs")" = 0 ] || fail "an instant has two runs"
}

clock '2026-11-26T18:46:00'
begin
clock '2026-11-26T18:58:30'
wait_for 120 "the minute" is_done latest-2026-11-26T1859

clock '2026-11-26T20:58:40'
wait_for 60 "what is made up for" has_run latest '2026-11-26 20:58:00'
wait_for 60 "ten of the others" sh -c "[ \$(sqlite3 $spool/ledger.db \"select count(*) from runs where schedule = 'all' and nominal_ms / 1000 between unixepoch('2026-11-26 20:49:00') and unixepoch('2026-11-26 20:58:00')\") = 10 ]"
logged 'the clock was set' || fail "that the clock was set is not told"
logged 'schedule latest: 118 runs from 2026-11-26T19:00:00Z to 2026-11-26T20:57:00Z were not made' || fail "the log does not tell what was missed"
sitrep status | grep -q 'missed 8 runs, from 2026-11-26T19:00:00Z to 2026-11-26T20:45:00Z' || fail "status: $(sitrep status)"
wait_for 120 "the record" is_done latest-2026-11-26T2058
[ "$(jq -c '.missed[0].runs' $out/latest-2026-11-26T2058.json)" = 118 ] || fail "the record: $(jq -c .missed $out/latest-2026-11-26T2058.json)"
said "two hours forward: 118 missed, the latest made, 10 of \"all\" made"

clock '2026-11-26T19:13:30'
wait_for 60 "it to be told" logged 'the clock was set back: 3 schedules look again'
sitrep status | grep -q 'missed .* to 2026-11-26T20:45' && fail "missed, and yet to come: $(sitrep status)"
wait_for 150 "the quarter after it" is_done skip-2026-11-26T1915
[ "$(jq -r '.missed[0].to // "none"' $out/skip-2026-11-26T1915.json)" = 2026-11-26T19:00:00Z ] ||
	fail "the record after it: $(jq -c .missed $out/skip-2026-11-26T1915.json)"
wait_for 60 "the minute after it" has_run latest '2026-11-26 19:15:00'
clock '2026-11-26T20:58:50'
wait_for 120 "the next that is new" has_run latest '2026-11-26 21:00:00'
none_doubled
said "back, and forward over what was made: no instant twice"

# Brussels: 02:30 does not exist on 28 March (01:00Z is the first instant after the gap), and is twice on 31 October.
systemctl stop sitrep
clock '2027-03-28T00:50:00'
begin
clock '2027-03-28T00:59:20'
wait_for 120 "the first instant after the gap" has_run fixed '2027-03-28 01:00:00'
systemctl stop sitrep
clock '2027-10-31T00:20:00'
begin
clock '2027-10-31T00:29:20'
wait_for 120 "the first of two" has_run fixed '2027-10-31 00:30:00'
clock '2027-10-31T01:29:30'
wait_for 120 "the minute after the second" has_run latest '2027-10-31 01:31:00'
[ "$(runs fixed '2027-10-31 00:00:00' '2027-10-31 12:00:00')" = 1 ] || fail "02:30 that is twice has two runs"
said "both changes of summer time: 02:30 once each"

# Suspended for two minutes and a half; woken by its own clock.
clock '2027-11-02T10:00:10'
wait_for 60 "what the step missed" has_run latest '2027-11-02 10:00:00'
rtcwake -m mem -s 150 > /tmp/rtcwake 2>&1 || fail "suspend: $(cat /tmp/rtcwake)"
wait_for 90 "the minutes of the suspension" sh -c "[ \$(sqlite3 $spool/ledger.db \"select count(*) from runs where schedule = 'all' and nominal_ms / 1000 between unixepoch('2027-11-02 10:01:00') and unixepoch('2027-11-02 10:02:00')\") = 2 ]"
[ "$(runs latest '2027-11-02 10:01:00' '2027-11-02 10:01:00')" = 0 ] || fail "the suspension: not the latest alone was made"
is_active || fail "ended by the suspension"
none_doubled
said "suspended for 150 s: made up for as configured"

# Steps of months, of a hundred thousand instants, are a line a reason in the log.
lines=$(journalctl -u sitrep --no-pager -o cat | grep -c 'schedule latest: .* longer ago than window_hours')
[ "$lines" = 3 ] || fail "three steps of months: $lines lines"

# The host does this when it reads it: the whole machine stands still, its clocks with it, as for a snapshot. Then its clock is put right.
before=$(main_pid)
echo "HOLD 90"
sleep 20
clock '+90 seconds'
wait_for 120 "the service" is_active
[ "$(main_pid)" = "$before" ] || fail "restarted by a machine that stood still"
now=$(date -u +'%F %H:%M:00')
wait_for 120 "the minute that is" sh -c "[ \$(sqlite3 $spool/ledger.db \"select count(*) from runs where schedule = 'latest' and nominal_ms >= unixepoch('$now') * 1000\") -ge 1 ]"
none_doubled
said "held for 90 s: goes on"
