# A plugin that brings its process down more than ten times a minute is paused: its jobs wait, uncounted, or are issued with a gap; all others go
# on; a change of the plugin ends the pause.
. "$(dirname "$0")/lib.sh"
cp -R "$here/config" "$work/config"
config=$work/config/sitrep.lua
# What ends a process is the test alone, however busy the machine.
sed -i "s|../../../templates|$here/../../templates|; s/section_seconds = 1, report_seconds = 8/section_seconds = 30, report_seconds = 100/" "$config"
# Its process is killed in every attempt: three times a job, so the eleventh comes in the fourth.
start
for i in 1 2 3 4 5 6; do drop "loop$i" '{ "report": "loop" }'; done
told() { grep -q "plugin 'loop' is paused" "$work/log" || { kill_job; return 1; }; }
wait_for 60 "the pause" told
drop one '{ "report": "hello" }'
wait_for 5 "another's job" is_done one
# One that crashed last and waits for its next attempt, a second or two, has the old plugin still, also after the reload.
in_backoff() { ask "select count(*) from jobs where state in ('accepted', 'retrying') and not_before_ms < (strftime('%s', 'now') + 10) * 1000"; }
waits() { kill_job || true; [ "$(jobs_in retrying)" -ge 2 ] && [ "$(jobs_in running)" = 0 ] && [ "$(in_backoff)" = 0 ]; }
wait_for 20 "its jobs to wait" waits
"$SITREP" status --spool "$spool" > "$work/out"
grep -q '^Plugin loop is paused for [0-9]* s' "$work/out" || fail "status: $(cat "$work/out")"
# By the policy "gap" nobody waits.
drop patchy '{ "report": "patchy" }'
wait_for 10 "the one with a gap" is_done patchy
jq -e '.gaps | length == 1' "$spool/outbox/patchy.json" > /dev/null || fail "gaps"
# Mended, it goes on.
cp "$work/config/plugins/hello/plugin.lua" "$work/config/plugins/loop/plugin.lua"
sed -i 's/"hello"/"loop"/' "$work/config/plugins/loop/plugin.lua"
kill -HUP "$service"
unpaused() { ! "$SITREP" status --spool "$spool" | grep -q '^Plugin loop is paused'; }
wait_for 10 "the end of the pause" unpaused
grep -q "plugin 'loop' is not paused any more; [2-6] jobs waited for it" "$work/log" || fail "the end of the pause is not told, or not how many waited"
grep -q 'loop[0-9] will be tried again: .*is paused' "$work/log" && fail "a line for each job that waits"
drop loop7 '{ "report": "loop" }'
wait_for 10 "a job of the mended plugin" is_done loop7
stop || fail "exit status"
