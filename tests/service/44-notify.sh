# Who is told when it goes wrong: a scheduled run, or a request, that fails for good, and a run that is late: once each, to every kind of target,
# in the log too; and the schedule goes on. What is well tells nobody.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/deliver.sh"
serve_mail mail
port_mail=$port
serve_http hook
with_targets "ops = { kind = 'folder', path = '$work/desk' },
  mail = { kind = 'mail', server = '127.0.0.1:$port_mail', security = 'none', from = 'sitrep@example.org', to = 'ops@example.org' },
  hook = { kind = 'webhook', url = 'http://127.0.0.1:$port/' }" \
"return {
  { name = 'broken', cron = '0 0 1 1 *', request = { report = 'wrong' }, notify = { 'ops', 'mail', 'hook' }, deliver = { 'ops' } },
  { name = 'well', cron = '0 0 1 1 *', request = { report = 'hello' }, notify = { 'ops' }, late_minutes = 30, deliver = { 'ops' } },
  { name = 'late', cron = '0 0 1 1 *', request = { report = 'slow' }, notify = { 'ops', 'mail' }, late_minutes = 0.0002 },
}"
# It has no schedules until it has looked after what the last instance left.
run() { wait_for 20 "schedule run $1" "$SITREP" schedule run -c "$config" --spool "$spool" "$1"; }
told() { [ "$(ask "select count(*) from deliveries where event = '$1' and state = 'delivered'")" = "$2" ]; }
start
run broken
wait_for 20 "three notices" told failed 3
name=$(basename "$spool"/failed/broken-*.error.txt .error.txt)
grep -q "report that $name asks for could not be made" "$work/desk/$name.failed.txt" || fail "notice: $(cat "$work"/desk/*)"
grep -q "Schedule: broken" "$work/desk/$name.failed.txt" || fail "notice: $(cat "$work"/desk/*)"
message=$(jq -r '.errors[0].message' "$spool/failed/$name.error.json")
grep -q -F "$message" "$work/desk/$name.failed.txt" || fail "the notice does not say why: $(cat "$work"/desk/*)"
grep -q "^plugin.lua:[0-9]*:.*$message, in plugin [a-z-]*, section" "$work/desk/$name.failed.txt" || fail "the notice does not say where: $(cat "$work"/desk/*)"
grep -q "^Subject: Not issued: $name" "$work/mail/001.eml" || fail "mail: $(cat "$work/mail/001.eml")"
jq -e --arg m "$message" '.event == "failed" and .job.schedule == "broken" and .error.errors[0].message == $m and (has("result") | not)' "$work/hook/001.body" > /dev/null || fail "hook: $(cat "$work/hook/001.body")"
grep -q "$name failed" "$work/log" || fail "not in the log"
[ ! -e "$spool/sending" ] || [ -z "$(ls -A "$spool/sending")" ] || fail "held for nobody"

# It goes on; and each failure is told.
run broken
wait_for 20 "three more" told failed 6
run well
wait_for 20 "the delivery" told issued 1
[ "$(find "$work/desk" -name 'well-*' | wc -l)" = 2 ] || fail "$(ls "$work/desk")"

# Late once, and issued all the same.
run late
wait_for 10 "two notices" told late 2
wait_for 30 "the report" sh -c "ls '$spool'/outbox/late-*.pdf"
grep -q "schedule late: its run is later than late_minutes allows" "$work/log" || fail "not in the log"
grep -q "not issued yet" "$work"/desk/late-*.late.txt || fail "$(ls "$work/desk")"
sleep 0.5
told late 2 || fail "told again"
# A run of the past that is asked for is not late.
"$SITREP" schedule run -c "$config" --spool "$spool" late --from 2026-01-01 --to 2026-01-01 > "$work/said" 2>&1 || fail "back-fill: $(cat "$work/said")"
wait_for 30 "the run of the past" sh -c "ls '$spool'/outbox/late-2026-01-01*.pdf"
told late 2 || fail "a run of the past is late"

# A request of nobody's schedule, and one that is refused as it is dropped.
drop one '{ "report": "wrong", "notify": ["ops"] }'
wait_for 20 "the notice" told failed 7
test -f "$work/desk/one.failed.txt" || fail "one: $(ls "$work/desk")"
drop two '{ "report": "nowhere", "notify": ["ops", "opps"] }'
wait_for 20 "the notice" told failed 8
grep -q 'unknown report "nowhere"' "$work/desk/two.failed.txt" || fail "two: $(cat "$work/desk/two.failed.txt")"
wait_for 20 "the one that there is not" are failed 1 opps
stop || fail "exit status"

# Runs that were missed while nothing ran: told once, with the run after them.
at() { SITREP_FAKE_TIME=$(date -u -d "$1" +%s) && export SITREP_FAKE_TIME; }
with_targets "ops = { kind = 'folder', path = '$work/desk' }" \
"return { { name = 'hourly', cron = '0 * * * *', request = { report = 'hello' }, catch_up = 'latest', notify = { 'ops' } } }"
rm -rf "$spool" "$work"/desk/*
at 2026-11-23T06:30:00Z
start
knows() { [ "$(ask "select count(*) from schedules")" = 1 ]; }
wait_for 20 "the schedule to be known" knows
stop || fail "exit status"
at 2026-11-23T12:10:00Z
start
wait_for 20 "the notice" told missed 1
wait_for 20 "the latest run" is_done hourly-2026-11-23T1200
grep -q '^5 runs, due 2026-11-23T07:00:00Z to 2026-11-23T11:00:00Z: ' "$work/desk/hourly-2026-11-23T1200.missed.txt" || fail "notice: $(cat "$work"/desk/*)"
stop || fail "exit status"
start
sleep 0.5
told missed 1 || fail "told again"
stop || fail "exit status"
unset SITREP_FAKE_TIME

# Every mistake of a schedule's targets is told at once.
with_targets "ops = { kind = 'folder', path = '$work/desk' }" \
"return {
  { name = 'a', cron = '@daily', request = { report = 'hello' }, notify = { 'op' } },
  { name = 'b', cron = '@daily', request = { report = 'hello' }, late_minutes = 5 },
  { name = 'c', cron = '@daily', request = { report = 'hello', deliver = { 'ops' } }, deliver = { 'ops' } },
  { name = 'd', cron = '@daily', request = { report = 'hello' }, notify = { 'ops' }, late_minutes = 'soon' },
}"
"$SITREP" check -c "$config" > "$work/said" 2>&1 && fail "nothing is wrong?"
for text in 'schedules.lua:2:77: the request of schedule "a": there is no target "op"' 'did you mean "ops"' 'late_minutes is of use only to those' 'deliver is said by its request' 'late_minutes must be a number'; do
	grep -q "$text" "$work/said" || fail "no '$text' in: $(cat "$work/said")"
done
