# A changed plugin is used by the next job without anybody asking; a broken one is refused, loudly, and the last good one stays in use, also in slots
# that start afterwards; a running job ends as it began.
. "$(dirname "$0")/lib.sh"
cp -R "$here/config" "$work/config"
sed "s|../../../templates|$here/../../templates|; s|workers = 2|workers = 2, reload_ms = 200|" "$here/config/sitrep.lua" > "$work/config/sitrep.lua"
config=$work/config/sitrep.lua
hello=$work/config/plugins/hello/plugin.lua
cp "$hello" "$work/good.lua"
logged() { [ "$(grep -c "$1" "$work/log")" -ge "$2" ]; }
text_of() { pdftotext "$spool/outbox/$1.pdf" -; }
# change: the plugin is what standard input says, at once, as editors write it: two looks at half of it would be a mistake of its own.
change() { cat > "$work/new.lua" && mv "$work/new.lua" "$hello"; }
start
# Written in place, in two strokes.
sed 's/Nothing to report/Second words/' "$work/good.lua" > "$hello"
wait_for 60 "the change to be seen" logged 'was reloaded' 1
drop second '{ "report": "hello" }'
wait_for 20 "second" is_done second
text_of second | grep -q 'Second words' || fail "the old plugin was used"

# Broken: refused once, told by status, not used by anybody, whatever slots do.
refusals=$(grep -c 'was not reloaded' "$work/log" || true)
echo 'return { name = "hello", nonsense' | change
wait_for 60 "the refusal" logged 'was not reloaded' $((refusals + 1))
"$SITREP" status --spool "$spool" > "$work/out"
grep -q '^The configuration on the disk is not in use.*plugin.lua:[12]' "$work/out" || fail "status: $(cat "$work/out")"
kill -9 $(slot_pids)
drop third '{ "report": "hello" }'
wait_for 60 "a job in a slot that started after the damage" is_done third
text_of third | grep -q 'Second words' || fail "not the last good plugin: $(text_of third)"
rm "$hello"
wait_for 60 "the refusal of its lack" logged 'was not reloaded' $((refusals + 2))
kill -9 $(slot_pids)
drop fourth '{ "report": "hello" }'
wait_for 60 "a job without the plugin's file" is_done fourth
[ "$(grep -c 'was not reloaded' "$work/log")" = $((refusals + 2)) ] || fail "refused again and again"

# A job that runs while it changes ends with what it began with.
as_it_began() { [ "$(jq -r .generation "$spool/outbox/$1.json")" = "$(ask "select generation from jobs where name = '$1'")" ] || fail "$1 ended with other plugins"; }
hold
drop running '{ "report": "slow" }'
wait_for 20 "the slow one to run" attempt_runs running 1
sed 's/Nothing to report/Third words/' "$work/good.lua" | change
wait_for 60 "the mended one" logged 'was reloaded' 2
release CONT
wait_for 60 "the slow one" is_done running
as_it_began running

# One that is killed meanwhile, too, when it is tried again.
hold
drop again '{ "report": "slow" }'
wait_for 20 "it to run" attempt_runs again 1
sed 's/Nothing to report/Fourth words/' "$work/good.lua" | change
wait_for 60 "the change" logged 'was reloaded' 3
release KILL
wait_for 60 "the one that was killed" is_done again
logged 'again will be tried again' 1 || fail "it was not killed"
as_it_began again
drop last '{ "report": "hello" }'
wait_for 20 "last" is_done last
text_of last | grep -q 'Fourth words' || fail "the mended plugin is not used"
"$SITREP" status --spool "$spool" | grep -q 'not in use' && fail "status still tells of it" || true
only_one_generation() { [ "$(ls "$spool/generations" | wc -l)" = 1 ]; }
wait_for 20 "the generations that nothing uses to go" only_one_generation

# Nor does a slot stay as it was that is idle when the change comes while its job's end is not in the ledger yet, which somebody holds. Once seen under
# the sanitizers: what it was made of stayed until the next job came its way.
drop doomed '{ "report": "loop" }'
for attempt in 1 2; do kill_attempt doomed $attempt; done
wait_for 30 "the last attempt" attempt_runs doomed 3
wait_for 30 "its process" job_pid doomed
last=$(job_pid doomed)
mkfifo "$work/asks"
sqlite3 "$spool/ledger.db" < "$work/asks" > "$work/held" &
holder=$!
at_end='kill $holder 2> /dev/null'
exec 9> "$work/asks"
echo 'pragma busy_timeout = 20000; begin immediate; select 1;' >&9
wait_for 20 "the ledger to be held" grep -q '^1$' "$work/held"
kill -9 $last
no_job() { for slot in $(pgrep -P "$service"); do [ -z "$(pgrep -P "$slot")" ] || return 1; done; }
wait_for 20 "its slot to be idle" no_job
sed 's/Nothing to report/Fifth words/' "$work/good.lua" | change
wait_for 60 "the change" logged 'was reloaded' 4
echo 'commit;' >&9
exec 9>&-
wait $holder
at_end=
wait_for 30 "the end of what was killed three times" has_failed doomed
wait_for 20 "its generation to go" only_one_generation
stop || fail "exit status"
