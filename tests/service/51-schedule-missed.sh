# What was missed is told by the list, the status, the log and the next result; a pause, a back-fill, days off, the days a run covers,
# a rule that was changed, time zone data that are replaced.
. "$(dirname "$0")/lib.sh"
cp -R "$here/config" "$work/config"
sed "s|../../../templates|$here/../../templates|" "$here/config/sitrep.lua" > "$work/config/sitrep.lua"
config=$work/config/sitrep.lua
mkdir "$work/tz" && cp /usr/share/zoneinfo/Europe/Brussels "$work/tz/Here" && cp /usr/share/zoneinfo/UTC "$work/tz/UTC"
export TZDIR="$work/tz"
schedules() { cat > "$work/config/schedules.lua.new" && mv "$work/config/schedules.lua.new" "$work/config/schedules.lua"; }
schedules <<'END'
return {
  { name = "skips", cron = "0 * * * *", request = { report = "hello" }, catch_up = "skip" },
  { name = "weekly", cron = "0 7 * * sun", timezone = "Here", calendar = "office", off_days = "next", series = "digest", request = { report = "hello" } },
  { name = "capped", cron = "0 * * * *", request = { report = "hello" }, catch_up = "all", catch_up_max = 2, window_hours = 4 },
}
END
printf 'return { office = { off = { "2026-11-23" } } }\n' > "$work/config/calendars.lua"
at() { SITREP_FAKE_TIME=$(date -u -d "$1" +%s)${2:-} && export SITREP_FAKE_TIME; }
ctl() { "$SITREP" schedule "$@" -c "$config" --spool "$spool" > "$work/out" 2>&1 || fail "schedule $*: $(cat "$work/out")"; }
shows() { ctl list && grep -q "$1" "$work/out"; }
record() { jq -r "$2" "$spool/outbox/$1.json"; }

at 2026-11-21T10:30:00Z
ctl list    # nobody runs: reckoned from the configuration
grep -q '^weekly.*next 2026-11-24T07:00:00+01:00' "$work/out" || fail "list: $(cat "$work/out")"
start
wait_for 20 "three schedules" shows capped
stop || fail "exit status"
# ten o'clock on Saturday to half past three on Sunday: 17 instants were missed
at 2026-11-22T03:59:55Z
start
wait_for 20 "the log" grep -q "schedule skips: 17 runs from 2026-11-21T11:00:00Z to 2026-11-22T03:00:00Z were not made: missed, and catch_up" "$work/log"
next_is_made() { [ "$(ask "select count(*) from runs where schedule = 'skips' and nominal_ms = strftime('%s', '2026-11-22T04:00:00Z') * 1000")" = 1 ]; }
shows "missed.*: 17 runs, from 2026-11-21T11:00:00Z" || next_is_made || fail "list: $(cat "$work/out")"
wait_for 20 "the next one" is_done skips-2026-11-22T0400
[ "$(record skips-2026-11-22T0400 '.missed[0] | "\(.runs) \(.from) \(.to)"')" = "17 2026-11-21T11:00:00Z 2026-11-22T03:00:00Z" ] || fail "record: $(record skips-2026-11-22T0400 .missed)"
shows_last() { ctl list && grep -A1 '^skips' "$work/out" | grep -q 'last *2026-11-22T04:00:00+00:00, done, [0-9.]* s late'; }
wait_for 20 "the list to tell it" shows_last
grep -q "skips.*next 2026-11-22T05:00:00" "$work/out" || fail "list: $(cat "$work/out")"
# of those in the window the latest two
wait_for 20 "capped" is_done capped-2026-11-22T0300
is_done capped-2026-11-22T0200 || wait_for 20 "capped" is_done capped-2026-11-22T0200
[ ! -e "$spool/outbox/capped-2026-11-22T0100.pdf" ] || fail "more than catch_up_max"
grep -q "schedule capped: 13 runs .* longer ago than window_hours" "$work/log" && grep -q "schedule capped: 2 runs from 2026-11-22T00.*catch_up_max" "$work/log" || fail "capped"
# a pause is missed, too; resuming is not
ctl pause skips
stop || fail "exit status"
at 2026-11-22T04:59:58Z
start
wait_for 20 "the pause" grep -q "run of 2026-11-22T05:00:00Z was not made: the schedule is paused" "$work/log"
"$SITREP" status -c "$config" --spool "$spool" > "$work/out" || fail "status"
grep -q 'missed 1 run, from 2026-11-22T05:00:00Z.*paused' "$work/out" || fail "status: $(cat "$work/out")"
ctl resume skips
# what is of the past and not there can be made: once
newest=$(sqlite3 "$spool/ledger.db" 'select max(id) from jobs')
ctl run skips --from 2026-11-21T22:00 --to 2026-11-22T05:00Z
grep -q '7 runs made, 1 had been' "$work/out" || fail "back-fill: $(cat "$work/out")"
# editions are numbered in the order of the jobs' ids, which is that of the days they cover
sqlite3 "$spool/ledger.db" "select nominal_ms from jobs where id > '$newest' order by id" > "$work/order"
[ "$(wc -l < "$work/order")" = 7 ] && sort -cn "$work/order" || fail "the order of a back-fill"
wait_for 20 "a back-fill" is_done skips-2026-11-21T2200
ctl run skips --from 2026-11-21T22:00Z --to 2026-11-22T05:00:00+00:00
grep -q '0 runs made, 8 had been' "$work/out" || fail "again: $(cat "$work/out")"
"$SITREP" schedule run skips -c "$config" --spool "$spool" --from 2026-11-22 --to 2026-11-22 > "$work/out" 2>&1 && fail "the future"
grep -q 'has not come' "$work/out" || fail "the future: $(cat "$work/out")"
# Sunday the 22nd moves to Tuesday: Monday is off. It covers the days since the one before, Monday the 16th.
shows "weekly.*next 2026-11-24T07:00:00+01:00" || fail "list: $(cat "$work/out")"
stop || fail "exit status"
at 2026-11-24T05:59:57Z
start
wait_for 20 "the one that was moved" is_done weekly-2026-11-24
[ "$(record weekly-2026-11-24 '"\(.due) \(.nominal) \(.as_of) \(.period.from) \(.period.to)"')" = "2026-11-24T06:00:00Z 2026-11-22T06:00:00Z 2026-11-24 2026-11-16 2026-11-23" ] ||
	fail "moved: $(record weekly-2026-11-24 .)"
[ "$(record weekly-2026-11-24 '"\(.series) \(.edition)"')" = "digest 1" ] || fail "series: $(record weekly-2026-11-24 .)"
stop || fail "exit status"
# another rule counts from then: what it would have been before is not missed
schedules <<'END'
return {
  { name = "skips", cron = "*/10 * * * *", request = { report = "hello" }, catch_up = "all" },
  { name = "weekly", cron = "0 7 * * sun", timezone = "Here", request = { report = "hello" } },
}
END
at 2026-11-24T12:00:01Z '*60'
start
wait_for 20 "the new rule" grep -q "schedule skips: it was off, or is due at other times" "$work/log"
shows "weekly.*next 2026-11-29T07:00:00+01:00" || fail "list: $(cat "$work/out")"
# the zone moves three hours, and is noticed
cp /usr/share/zoneinfo/Asia/Tbilisi "$work/tz/.new" && mv "$work/tz/.new" "$work/tz/Here"
wait_for 20 "the zone" shows "weekly.*next 2026-11-29T07:00:00+04:00"
stop || fail "exit status"
[ "$(find "$spool/outbox" -name 'skips-2026-11-24T11*' | wc -l)" = 0 ] || fail "made up for what was never meant"
# a clock that was half a year ahead, and is set right, keeps nothing waiting for half a year
at 2027-06-01T00:00:01Z
start
wait_for 20 "what is due in June" grep -q "schedule weekly: .* to 2027-05-.* were not made" "$work/log"
# 27,000 instants are settled by the thousand, and told in one line
wait_for 40 "what is made up for" grep -q "schedule skips: 44 runs .* catch_up_max" "$work/log"
[ "$(grep -c "schedule skips: 2[67]... runs from 2026-11-24T.* to 2027-05-3.* longer ago than window_hours" "$work/log")" = 1 ] &&
	[ "$(grep -c "schedule skips: .* window_hours" "$work/log")" = 1 ] || fail "the log: $(grep "schedule skips: .* window_hours" "$work/log")"
stop || fail "exit status"
# set back and forward again: of what lies between, what was made is not missed
at 2027-05-31T03:00:01Z
start
wait_for 20 "the clock is set back" grep -q "the clock was set back: .* look.* again" "$work/log"
stop || fail "exit status"
at 2027-06-01T06:00:01Z
start
wait_for 40 "what was missed after all" grep -q "schedule skips: 8 runs from 2027-05-31T06:10:00Z to 2027-05-31T07:20:00Z were not made: .*catch_up_max" "$work/log"
stop || fail "exit status"
at 2026-11-24T13:00:00Z
: > "$work/log"
start
wait_for 20 "the clock is set right" grep -q "the clock was set back: .* look.* again" "$work/log"
shows "weekly.*next 2026-11-29T07:00:00+04:00" || fail "list: $(cat "$work/out")"
# what was missed ahead of it was not: no later run's record may tell so
[ "$(ask "select count(*) from missed where job = '' and last_ms > strftime('%s', '2026-11-24T13:00:00Z') * 1000")" = 0 ] || fail "missed, and yet to come: $(ask "select * from missed")"
stop || fail "exit status"
# a pause is one line when it is first felt, and one when it ends, however often the schedule fires
schedules <<'END'
return {
  { name = "often", cron = "* * * * *", request = { report = "hello" } },
  { name = "idle", enabled = false, cron = "* * * * *", request = { report = "hello" } },
}
END
at 2026-11-25T10:00:30Z '*60'
: > "$work/log"
start
wait_for 20 "the schedule" shows '^often'
"$SITREP" schedule run idle -c "$config" --spool "$spool" > "$work/out" 2>&1 && fail "what is switched off was run"
grep -q "the schedule 'idle' is switched off" "$work/out" || fail "switched off: $(cat "$work/out")"
ctl pause often
grep -q "schedule often is paused" "$work/log" || fail "a pause is not told"
told() { grep "schedule often: .* not made: the schedule is paused" "$work/log"; }
missed_runs() { "$SITREP" status --json -c "$config" --spool "$spool" | jq '.schedules[0].missed.runs // 0'; }
wait_for 30 "the pause to be felt" told
felt=$(missed_runs)
missed_some() { [ "$(missed_runs)" -ge $((felt + 3)) ]; }
wait_for 30 "three minutes more of it" missed_some
[ "$(told | wc -l)" = 1 ] || fail "a line a run: $(cat "$work/log")"
ctl resume often
[ "$(told | wc -l)" = 2 ] && told | tail -1 | grep -q 'often: [0-9]* runs from' || fail "the others: $(cat "$work/log")"
stop || fail "exit status"
# days off are taken up by themselves, from calendars.lua and the files that it names
schedules <<'END'
return { { name = "daily", cron = "0 7 * * *", calendar = "office", request = { report = "hello" } } }
END
holiday() { printf 'BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTART;VALUE=DATE:%s\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n' "$1" > "$work/config/new.ics" && mv "$work/config/new.ics" "$work/config/days.ics"; }
holiday 20260101
printf 'return { office = { files = { "days.ics" } } }\n' > "$work/config/calendars.lua"
at 2026-11-25T10:00:00Z
start
wait_for 20 "no day off" shows 'daily.*next 2026-11-26T07:00:00'
holiday 20261126
wait_for 30 "a day off in the file" shows 'daily.*next 2026-11-27T07:00:00'
printf 'return { office = { files = { "days.ics" }, off = { "2026-11-27" } } }\n' > "$work/config/.new" && mv "$work/config/.new" "$work/config/calendars.lua"
wait_for 30 "a day off in calendars.lua" shows 'daily.*next 2026-11-30T07:00:00'
stop || fail "exit status"
