# A plugin that brings its process down more than ten times a minute is paused: its jobs wait, uncounted, or are issued with a gap; all others go
# on; a change of the plugin ends the pause.
. "$(dirname "$0")/lib.sh"
cp -R "$here/config" "$work/config"
config=$work/config/sitrep.lua
sed -i "s|../../../templates|$here/../../templates|" "$config"
# Its process is killed in every attempt, once it is in the plugin's section: three times a job, so the eleventh comes in the fourth.
kill_section() { kill -9 $(of_slots 'select(.section == "loop" and (.job_pid // 0) > 0) | .job_pid'); }
start
for i in 1 2 3 4 5 6; do drop "loop$i" '{ "report": "loop" }'; done
told() { grep -q "plugin 'loop' is paused" "$work/log" || { kill_section; return 1; }; }
wait_for 60 "the pause" told
drop one '{ "report": "hello" }'
wait_for 20 "another's job" is_done one
# One that crashed last and waits for its next attempt, a second or two, has the old plugin still, also after the reload.
in_backoff() { ask "select count(*) from jobs where state in ('accepted', 'retrying') and not_before_ms < (strftime('%s', 'now') + 10) * 1000"; }
waits() { kill_section || true; [ "$(jobs_in retrying)" -ge 2 ] && [ "$(jobs_in running)" = 0 ] && [ "$(in_backoff)" = 0 ]; }
wait_for 60 "its jobs to wait" waits
"$SITREP" status --spool "$spool" > "$work/out"
grep -q '^Plugin loop is paused for [0-9]* s' "$work/out" || fail "status: $(cat "$work/out")"
# By the policy "gap" nobody waits.
drop patchy '{ "report": "patchy" }'
wait_for 60 "the one with a gap" is_done patchy
jq -e '.gaps | length == 1' "$spool/outbox/patchy.json" > /dev/null || fail "gaps"
# Mended, it goes on.
cp "$work/config/plugins/hello/plugin.lua" "$work/config/plugins/loop/plugin.lua"
sed -i 's/"hello"/"loop"/' "$work/config/plugins/loop/plugin.lua"
kill -HUP "$service"
unpaused() { ! "$SITREP" status --spool "$spool" | grep -q '^Plugin loop is paused'; }
wait_for 60 "the end of the pause" unpaused
grep -q "plugin 'loop' is not paused any more; [2-6] jobs waited for it" "$work/log" || fail "the end of the pause is not told, or not how many waited"
grep -q 'loop[0-9] will be tried again: .*is paused' "$work/log" && fail "a line for each job that waits"
drop loop7 '{ "report": "loop" }'
wait_for 60 "a job of the mended plugin" is_done loop7
stop || fail "exit status"
