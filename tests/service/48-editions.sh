# A series: editions are numbered in order, know the one before and what changed, are skipped where nothing that matters did, corrected,
# withdrawn, listed and compared; what a series needs outlives retention.
. "$(dirname "$0")/lib.sh"
root=$here/../..
mkdir -p "$work/config"
cp -R "$here/config/plugins" "$here/config/reports" "$work/config/"
cp -R "$root/plugins/differing" "$root/plugins/edition-diff" "$root/plugins/withdrawal" "$work/config/plugins/"
cp "$root/reports/edition-diff.lua" "$root/reports/withdrawal.lua" "$work/config/reports/"
cat > "$work/config/sitrep.lua" << LUA
return {
  plugins = { "plugins" }, reports = { "reports" }, templates = { "$root/templates" },
  workers = 2, free_space_mb = 0, reload_ms = 200, intake = { quiet_ms = 200, rescan_ms = 500 },
}
LUA
config=$work/config/sitrep.lua
run() { "$SITREP" "$@" -c "$config" --spool "$spool"; }
words() { pdftotext "$spool/outbox/$1.pdf" - | tr '\n' ' '; }
tells() { words "$1" | grep -q "$2" || fail "$1 does not say '$2': $(words "$1")"; }
lacks() { ! words "$1" | grep -q "$2" || fail "$1 says '$2'"; }
state_is() { [ "$(ask "select state from jobs where name = '$1' order by id desc limit 1")" = "$2" ]; }
# The files of an edition are there a moment before the ledger has it as issued.
is_issued() { [ "$(ask "select count(*) from editions where series = '$1' and number = $2 and issued_ms > 0")" != 0 ]; }
tally() { printf '{ "report": "tally", "series": "weekly", "as_of": "2026-0%s-15", "period": { "from": "2026-0%s-01", "to": "2026-0%s-15" }, "params": { "n": %s%s } %s }' "$1" "$1" "$1" "$2" "${4:-}" "${3:-}"; }

cat > "$work/config/schedules.lua" << 'LUA'
return {
  { name = "yearly", cron = "0 0 1 1 *", timezone = "UTC", issue_when = "changed", request = { report = "tally", params = { n = 2 } } },
  { name = "drafts", cron = "0 0 1 1 *", timezone = "UTC", request = { report = "tally", draft = true } },
}
LUA
start
# A schedule is a series of its name; a draft is of none; what is not issued shows in the list.
wait_for 20 "the service to know its schedules" run schedule run yearly
wait_for 20 "a schedule's first edition" is_issued yearly 1
tells "$(ask "select name from editions where series = 'yearly'")" 'EDITION 1 AFTER none NOW 2'
run schedule run yearly > /dev/null
second() { [ "$(ask "select count(*) from jobs where series = 'yearly'")" = 2 ]; }
wait_for 20 "its second run" second
listed() { run schedule list | grep -q ', skipped, '; }
wait_for 20 "the list to say skipped" listed
run schedule run drafts > /dev/null
drafted() { [ "$(ask "select count(*) from jobs where schedule = 'drafts' and series is null and state = 'done'")" = 1 ]; }
wait_for 20 "a draft" drafted
drop one "$(tally 1 2)"
wait_for 20 "the first" is_done one
tells one 'EDITION 1 AFTER none NOW 2'
tells one 'Edition 1, 1–15 January 2026'
tells one 'Information cut-off: 15 January 2026'
drop two "$(tally 2 3)"
wait_for 20 "the second" is_done two
tells two 'EDITION 2 AFTER 1 NOW 3 THEN 2 AS OF 2026-01-15 ADDED item 3; *2 Items'
jq -e '.series == "weekly" and .edition == 2' "$spool/outbox/two.json" > /dev/null || fail "record: $(cat "$spool/outbox/two.json")"

# Only what matters: a remark does not, an item does; a fresh series always begins.
drop same "$(tally 3 3 ', "issue_when": "changed"' ', "note": "Another remark."')"
wait_for 20 "the one that says nothing new" state_is same skipped
[ ! -e "$spool/outbox/same.pdf" ] || fail "issued though nothing changed"
ask "select result from jobs where name = 'same'" | grep -q 'nothing that matters changed since edition 2, as of 2026-02-15' || fail "why: $(ask "select result from jobs where name = 'same'")"
run status | grep -A2 '^Not issued' | grep -q 'nothing that matters changed since edition 2' || fail "status: $(run status)"
run status same | grep -q 'nothing that matters changed since edition 2' || fail "status of it: $(run status same)"
drop other "$(tally 3 4 ', "issue_when": "changed"')"
wait_for 20 "the one that does" is_done other
tells other 'EDITION 3 AFTER 2 NOW 4'
drop fresh '{ "report": "tally", "series": "other", "issue_when": "changed" }'
wait_for 20 "another series" is_done fresh
tells fresh 'EDITION 1 AFTER none'
run submit --wait "$work/none.json" 2> /dev/null && fail "no file, and well?" || true
printf '%s\n' "$(tally 4 4 ', "issue_when": "changed"')" > "$work/again.json"
run submit --wait "$work/again.json" > "$work/out" 2>&1 || fail "a skipped request is no failure: $(cat "$work/out")"
grep -q 'not issued: nothing that matters' "$work/out" || fail "$(cat "$work/out")"

# A request that fails leaves no gap; one that cannot be an edition is refused.
drop bad "$(tally 4 -1 '' ', "n": 1')"
wait_for 20 "the bad one" has_failed bad
drop draft '{ "report": "tally", "series": "weekly", "draft": true }'
wait_for 20 "the draft" has_failed draft
says draft 'a draft is no edition of a series'
drop alone '{ "report": "tally", "issue_when": "changed" }'
wait_for 20 "the one without a series" has_failed alone
says alone 'there is no series'
drop named '{ "report": "tally", "series": "Weekly brief" }'
wait_for 20 "the misnamed one" has_failed named
drop four "$(tally 5 1)"
wait_for 20 "the fourth" is_issued weekly 4
tells four 'EDITION 4 AFTER 3 NOW 1 THEN 4 AS OF 2026-03-15 REMOVED item 2; REMOVED item 3; REMOVED item 4;'

# Listed and compared.
run editions weekly > "$work/list"
[ "$(grep -c ' issued ' "$work/list")" = 4 ] || fail "list: $(cat "$work/list")"
run editions | grep -q '^other  *1 edition, ' || fail "series: $(run editions)"
[ "$(run editions weekly --json | jq -c '[.editions[] | [.number, .state, .as_of]]')" = '[[1,"issued","2026-01-15"],[2,"issued","2026-02-15"],[3,"issued","2026-03-15"],[4,"issued","2026-05-15"]]' ] ||
	fail "$(run editions weekly --json)"
run diff weekly:1 weekly:2 > "$work/diff"
grep -q '^  added row: Items on 15 February 2026 › item 3$' "$work/diff" || fail "diff: $(cat "$work/diff")"
run diff weekly 2 1 | grep -q 'removed row' || fail "the other way round"
run diff weekly | grep -q '^weekly:3 (as of 2026-03-15) and weekly:4' || fail "the last two"
[ "$(run diff weekly:2 weekly:3 --json | jq -c '[.differences[] | [.how, .what, .row]]')" = '[["added","row","item 4"]]' ] || fail "$(run diff weekly:2 weekly:3 --json)"
[ "$(run diff weekly:2 weekly:3 --json | jq -c '[.findings[] | [.section, .block, .before, .after]]')" = '[["tally","n","3","4"]]' ] || fail "$(run diff weekly:2 weekly:3 --json)"
run diff weekly:1 weekly:2 -o "$work/diff.pdf" > /dev/null || fail "no PDF of it"
pdftotext "$work/diff.pdf" - | tr '\n' ' ' | grep -q 'weekly:1, as of 15 January 2026, is compared with weekly:2' || fail "$(pdftotext "$work/diff.pdf" -)"
run diff weekly:1 weekly:9 2> "$work/err" && fail "an edition that is not" || [ $? = 2 ] || fail "exit status"
grep -q "the series 'weekly' has no edition 9" "$work/err" || fail "$(cat "$work/err")"
run diff never 2> "$work/err" && fail "a series that is none" || grep -q "the series 'never' has no edition$" "$work/err" || fail "$(cat "$work/err")"
run diff weekly:1 weekly 2> "$work/err" && fail "no edition named" || grep -q 'SERIES:NUMBER' "$work/err" || fail "$(cat "$work/err")"

run diff "$spool/outbox/one.pdf" two.pdf > "$work/by-name" && run diff weekly:1 weekly:2 | cmp -s - "$work/by-name" || fail "by file and name: $(cat "$work/by-name")"
drop loose '{ "report": "tally" }'
wait_for 20 "what is no edition" state_is loose done
run diff one "$spool/outbox/loose.pdf" 2> "$work/err" && fail "compared with what was not kept" || [ $? = 2 ] || fail "exit status"
grep -q 'loose.pdf was issued as job .*, and is no edition of a series' "$work/err" || fail "$(cat "$work/err")"
run diff one "$0" 2> "$work/err" && fail "compared with a script" || grep -q 'is not as it was issued from this spool' "$work/err" || fail "$(cat "$work/err")"

# Corrected: the plugin was wrong. The same number, day and name; what it replaces is kept; the next one is compared with it.
first=$(sha256sum < "$spool/outbox/four.pdf")
sed -i 's/"of " \.\. ctx/"counted of " .. ctx/' "$work/config/plugins/tally/plugin.lua"
reloaded() { grep -q 'was reloaded' "$work/log"; }
wait_for 20 "the mended plugin" reloaded
run editions correct weekly 4 --reason 'The items were not counted.' > /dev/null || fail "correct"
corrected() { [ "$(ask "select count(*) from editions where series = 'weekly' and number = 4 and revision = 1 and issued_ms > 0")" = 1 ]; }
wait_for 20 "the correction" corrected
tells four 'Corrected on '
tells four 'The items were not counted.'
tells four '“of tally” is now “counted of tally”'
tells four 'EDITION 4 AFTER 3 NOW 1'
[ "$(sha256sum < "$spool/superseded/four.1.pdf")" = "$first" ] || fail "the old one was not kept: $(find "$spool/superseded")"
[ -f "$spool/superseded/four.1.json" ] || fail "nor its record"
run diff "$spool/superseded/four.1.pdf" four | grep -q '^weekly:4.* and weekly:4.1' || fail "by what was superseded"
run diff weekly:4.0 weekly:4 | grep -q '^    + counted of tally$' || fail "$(run diff weekly:4.0 weekly:4)"
# Corrected from another request, which is checked before: number, day, period and series stay, and so does its name.
printf '{ "report": "tally", "params": { "n": "two" } }' > "$work/wrong.json"
run editions correct weekly 4 --request "$work/wrong.json" 2> "$work/err" && fail "corrected from a wrong request" || [ $? = 2 ] || fail "exit status"
grep -q 'wrong.json:1:.*params.n' "$work/err" || fail "$(cat "$work/err")"
printf '{ "report": "tally", "series": "other", "params": { "n": 2 } }' > "$work/other.json"
run editions correct weekly 4 --request "$work/other.json" 2> "$work/err" && fail "corrected from another series' request" || [ $? = 2 ] || fail "exit status"
grep -q "is for the series 'other', and the edition is one of 'weekly'" "$work/err" || fail "$(cat "$work/err")"
run editions withdraw weekly 4 --reason 'No.' --request "$work/other.json" 2> "$work/err" && fail "withdrawn with a request" || [ $? = 2 ] || fail "exit status"
printf '{ "report": "tally", "params": { "n": 2 } }' > "$work/fresh.json"
run editions correct weekly 4 --request "$work/fresh.json" --reason 'There are two.' > /dev/null || fail "correct --request"
corrected_again() { [ "$(ask "select as_of || ' ' || period_from || ' ' || name from editions where series = 'weekly' and number = 4 and revision = 2 and issued_ms > 0")" = '2026-05-15 2026-05-01 four' ]; }
wait_for 20 "the second correction" corrected_again
tells four 'EDITION 4 AFTER 3 NOW 2'
tells four 'There are two.'
run editions correct weekly 4 --request "$work/again-one.json" 2> "$work/err" && fail "no file, and well?" || grep -q 'again-one.json' "$work/err" || fail "$(cat "$work/err")"
printf '%s' "$(tally 5 1)" > "$work/one.json"
run editions correct weekly 4 --request "$work/one.json" > /dev/null || fail "correct with the series named"
corrected_third() { [ "$(ask "select count(*) from editions where series = 'weekly' and number = 4 and revision = 3 and issued_ms > 0")" = 1 ]; }
wait_for 20 "the third correction" corrected_third
drop five "$(tally 6 1)"
wait_for 20 "the fifth" is_issued weekly 5
tells five 'EDITION 5 AFTER 4 NOW 1 THEN 1 AS OF 2026-05-15 NO CHANGE'

# Withdrawn: a notice in its place, and it is nobody's predecessor.
run editions withdraw weekly 5 2> /dev/null && fail "withdrawn without a reason" || [ $? = 2 ] || fail "exit status"
run editions withdraw weekly 5 --reason 'Issued too early.' > /dev/null || fail "withdraw"
withdrawn() { [ "$(ask "select count(*) from editions where series = 'weekly' and number = 5 and withdrawn_ms > 0")" = 1 ]; }
wait_for 20 "the notice" withdrawn
tells five 'was withdrawn on '
tells five 'Issued too early.'
lacks five 'item 1'
pdftotext "$spool/superseded/five.1.pdf" - | grep -q 'EDITION 5' || fail "the withdrawn one was not kept"
run editions withdraw weekly 5 --reason 'Twice.' 2> "$work/err" && fail "withdrawn twice" || grep -q 'was withdrawn already' "$work/err" || fail "$(cat "$work/err")"
run editions correct weekly 5 2> /dev/null && fail "corrected when withdrawn" || true
drop six "$(tally 7 2)"
wait_for 20 "the sixth" is_done six
tells six 'EDITION 6 AFTER 4 NOW 2'
run editions weekly | grep -q 'withdrawn.*five.pdf' || fail "$(run editions weekly)"

# Of an earlier day, as a back-fill is: the next number, compared with what is before it by the day; the next one is not compared with it.
drop back '{ "report": "tally", "series": "late", "as_of": "2026-03-15", "params": { "n": 3 } }'
wait_for 20 "the one of March" is_done back
drop back2 '{ "report": "tally", "series": "late", "as_of": "2026-02-15", "params": { "n": 2 } }'
wait_for 20 "the one of February" is_done back2
drop back3 '{ "report": "tally", "series": "late", "as_of": "2026-04-15", "params": { "n": 4 } }'
wait_for 20 "the one of April" is_issued late 3
tells back2 'EDITION 2 AFTER none NOW 2'
tells back3 'EDITION 3 AFTER 1 NOW 4 THEN 3 AS OF 2026-03-15'
run diff late | grep -q '^late:1 .* and late:3 ' || fail "the last two: $(run diff late)"

# In two languages: what changed in either is told in both, each in its own words and in one order.
duo() { printf '{ "report": "duo", "series": "%s", "language": %s, "as_of": "2026-0%s-15", "params": { "n": %s, "fr": "%s" } }' "$1" "$2" "$3" "$4" "$5"; }
drop duo1 "$(duo duo '["en", "fr"]' 1 1 'Tous.')"
wait_for 20 "the first in two languages" is_done duo1
tells duo1 'NOT COMPARED'
drop duo2 "$(duo duo '["en", "fr"]' 2 2 'Chacun.')"
wait_for 20 "the second in two languages" is_issued duo 2
tells duo2 'EN Malta: 1, 2 .*FR Malte: 1, 2 .*EN para: All., All. .*FR para: Tous., Chacun. .*EN Spain: 1, 2 .*FR Espagne: 1, 2'
run diff duo 1 2 > "$work/diff"
grep -q '^  changed paragraph in "fr"$' "$work/diff" && grep -q '^    + Chacun.$' "$work/diff" && grep -q '^  changed cell: List › Malta' "$work/diff" || fail "in the second alone: $(cat "$work/diff")"
run diff duo 1 2 -o "$work/duo.pdf" > /dev/null && pdftotext "$work/duo.pdf" - | grep -q 'Chacun' || fail "in the second alone, as a PDF"
drop duo3 "$(duo duo '["fr", "en"]' 3 2 'Chacun.')"
wait_for 20 "the third, the other language first" is_issued duo 3
tells duo3 'NONE'
run editions correct duo 2 --reason 'Again.' > /dev/null || fail "correct in two languages"
duo_corrected() { [ "$(ask "select count(*) from editions where series = 'duo' and revision = 1 and issued_ms > 0")" = 1 ]; }
wait_for 20 "a correction in two languages" duo_corrected
duo duo '["en", "fr"]' 2 2 'Toutes.' > "$work/toutes.json"
run editions correct duo 2 --reason 'One word.' --request "$work/toutes.json" > /dev/null || fail "correct one language"
duo_again() { [ "$(ask "select count(*) from editions where series = 'duo' and revision = 2 and issued_ms > 0")" = 1 ]; }
wait_for 20 "a correction of one language" duo_again
tells duo2 'One word.*“All.” has changed in the other language alone'
tells duo2 'Chacun. *» devient *« *Toutes'
run editions withdraw duo 3 --reason 'Neither.' > /dev/null || fail "withdraw in two languages"
duo_withdrawn() { [ "$(ask "select count(*) from editions where series = 'duo' and withdrawn_ms > 0")" = 1 ]; }
wait_for 20 "a notice in two languages" duo_withdrawn
tells duo3 'retirée.*was withdrawn'
drop solo "$(duo solo '"en"' 1 1 'Tous.')"
wait_for 20 "one in one language" is_done solo
drop solo2 "$(duo solo '["en", "fr"]' 2 2 'Tous.')"
wait_for 20 "the next in two" is_issued solo 2
tells solo2 'NOT COMPARED'
run diff solo 1 2 | grep -q 'changed cell: List › Malta › N' || fail "what was in one language: $(run diff solo 1 2)"

# An edition outlives what retention removes; a plugin that changes nothing lets it be compared still.
stop || fail "exit status"
check_tidy
sqlite3 "$spool/ledger.db" "update jobs set ended_ms = ended_ms - 3 * 86400000"
sed -i 's/workers = 2,/workers = 2, retention = { jobs_days = 1, results_days = 1 },/' "$config"
start
forgotten() { [ "$(find "$spool/outbox" -name '*.pdf' | wc -l)" = 0 ]; }
wait_for 20 "what was kept long enough to go" forgotten
no_skipped() { [ "$(ask "select count(*) from jobs where state = 'skipped'")" = 0 ]; }
wait_for 20 "skipped jobs to be forgotten" no_skipped
[ "$(ask "select count(*) from editions where series in ('weekly', 'other')")" = 10 ] || fail "editions: $(ask "select * from editions")"
drop seven "$(tally 8 3)"
wait_for 20 "the seventh" is_issued weekly 7
run diff weekly:6 weekly:7 | grep -q 'added row' || fail "no longer comparable"
run editions correct weekly 6 > /dev/null || fail "its request was forgotten"
stop || fail "exit status"

# By count, where that is asked for: what was superseded, and editions; they are listed still, and the next one is compared as before.
[ "$(find "$spool/superseded" -name '*.pdf' | wc -l)" -gt 2 ] || fail "nothing was superseded"
sed -i 's/jobs_days = 1, results_days = 1 }/superseded_count = 2, editions_count = 1 }/' "$config"
start
said() { [ "$(ask "select group_concat(number, ' ') from (select distinct number from dumps where series = 'weekly' order by number)")" = '6 7' ]; }
wait_for 20 "all but the last two to go" said
superseded() { [ "$(find "$spool/superseded" -type f | wc -l)" = 4 ]; }
wait_for 20 "what was superseded to go" superseded
[ "$(run editions weekly | grep -c ' issued ')" -ge 10 ] || fail "they are listed no more: $(run editions weekly)"
run diff weekly 4 7 2> "$work/err" && fail "compared with what is gone" || grep -q 'what the first edition said was not kept' "$work/err" || fail "$(cat "$work/err")"
run editions correct weekly 4 2> "$work/err" && fail "corrected what is gone" || grep -q 'edition 4 of weekly was kept long enough' "$work/err" || fail "$(cat "$work/err")"
drop eight "$(tally 9 4)"
wait_for 20 "the eighth" is_done eight
tells eight 'EDITION 8 AFTER 7 NOW 4 THEN 3'
stop || fail "exit status"

# By age: kept for two days, it is there after one and a half, and gone after two and a half. Jobs, which come after it, say that its turn was.
sed -i 's/superseded_count = 2, editions_count = 1 }/superseded_days = 2, failures_days = 1, jobs_days = 1 }/' "$config"
later() { SITREP_FAKE_TIME=$(($(date +%s) + $1 * 3600)) && export SITREP_FAKE_TIME; }
start
drop bad '{ "report": "none" }'
wait_for 20 "one that fails" state_is bad failed
stop || fail "exit status"
later 36
start
was_turn() { [ "$(ask "select count(*) from jobs where name = 'bad'")" = 0 ]; }
wait_for 20 "its turn" was_turn
superseded || fail "too early: $(find "$spool/superseded")"
stop || fail "exit status"
later 60
start
aged() { [ "$(find "$spool/superseded" -type f | wc -l)" = 0 ]; }
wait_for 20 "its age" aged
stop || fail "exit status"
