# What was kept long enough goes, the oldest first: by count, by age, by size; never what is no longer ours, never what is under way.
. "$(dirname "$0")/lib.sh"
plain=$config
# keep SETTINGS: the configuration with them
keep() {
	sed -e "s|plugins = { \"plugins\" }, reports = { \"reports\" }, templates = { \"|retention = { $1 }, plugins = { \"$here/config/plugins\" }, reports = { \"$here/config/reports\" }, templates = { \"$here/config/|" \
		"$plain" > "$work/sitrep.lua"
	config=$work/sitrep.lua
}
count() { find "$spool/$1" -name "$2" | wc -l; }
have() { [ "$(count "$1" "$2")" = "$3" ]; }
# Files go first, then their names in the ledger: when these are gone, all is.
names_are() { [ "$(ask "select coalesce(group_concat(name, ' '), 'none') from (select name from names where place = '$1' order by name)")" = "$2" ]; }
start
for i in 1 2 3 4 5 6; do
	drop "r$i" '{ "report": "hello" }'
	wait_for 20 "r$i" is_done "r$i"
	drop "desk/b$i" '{ "report": "nowhere" }'
	wait_for 20 "b$i" has_failed "desk/b$i"
done
mkdir -p "$work/f" && printf '{ "report": "nowhere" }' > "$work/f/request.json" && echo x > "$work/f/x.txt" && rmdir "$spool/inbox/desk" && mv "$work/f" "$spool/inbox/desk"
wait_for 20 "the folder, beside the one of failures" has_failed desk-2
stop || fail "exit status"

# By count. What somebody put in place of ours stays, and is not counted against anybody.
echo mine > "$spool/outbox/r2.pdf"
keep 'results_count = 3, failures_count = 2'
start
wait_for 20 "three results, one of them no longer ours" have outbox "*.pdf" 4
wait_for 20 "two failures" have failed '*.error.json' 2
wait_for 20 "the names of results to be free" names_are outbox "r4 r5 r6"
wait_for 20 "the names of failures to be free" names_are failed "b6 desk-2"
# Who asks for one of those hears how it ended, though it has no name any more.
perl -MIO::Socket::UNIX -e '$s = IO::Socket::UNIX->new(Peer => $ARGV[0]) or die; print $s "{\"cmd\":\"wait\",\"job\":\"r1\"}\n"; $s->flush; print scalar <$s>, scalar <$s>' \
	"$spool/control.sock" > "$work/out" || fail "no answer"
grep -q '"state":"done"' "$work/out" && ! grep -q '"files"' "$work/out" || fail "asked for what was removed: $(cat "$work/out")"
for i in 5 6; do is_done "r$i" || fail "r$i is gone"; done
[ "$(cat "$spool/outbox/r2.pdf")" = mine ] || fail "somebody's file is gone"
has_failed desk/b6 && has_failed desk-2 && [ ! -e "$spool/failed/desk/b5.json" ] || fail "the wrong failures: $(find "$spool/failed")"
[ "$(jobs_in done)" = 6 ] || fail "jobs were forgotten"
# The name is free again.
drop r1 '{ "report": "hello" }'
wait_for 20 "r1 again" is_done r1
stop || fail "exit status"

# By age: of files, and of jobs in the ledger.
sqlite3 "$spool/ledger.db" "update jobs set ended_ms = ended_ms - 86400000 * 10 where name in ('r4', 'r5', 'b6', 'desk')"
keep 'results_days = 5, failures_days = 5'
start
gone() { [ ! -e "$spool/outbox/r5.pdf" ] && [ ! -e "$spool/outbox/r5.json" ]; }
wait_for 20 "r5 to go" gone
wait_for 20 "its name to be free" names_are outbox "r1 r6"
wait_for 20 "all failures to go" names_are failed none
[ -z "$(find "$spool/failed" -type f)" ] || fail "left: $(find "$spool/failed" -type f)"
is_done r6 && is_done r1 || fail "too young"
stop || fail "exit status"
keep 'jobs_days = 5'
start
forgotten() { [ "$(ask "select count(*) from jobs where name in ('r4', 'r5', 'b6', 'desk')")" = 0 ]; }
wait_for 20 "the jobs to be forgotten" forgotten
[ "$(ask "select count(*) from requests where job not in (select id from jobs)")" = 0 ] || fail "requests are left"
[ "$(jobs_in done)" = 5 ] || fail "jobs in the ledger: $(jobs_in done)"
stop || fail "exit status"

# By size.
keep 'results_mb = 1'
head -c 1048576 /dev/zero > "$spool/outbox/large"
start
wait_for 20 "the outbox to be small enough" have outbox 'r6.*' 0
[ -f "$spool/outbox/large" ] && [ "$(cat "$spool/outbox/r2.pdf")" = mine ] || fail "somebody's file is gone"
stop || fail "exit status"
check_tidy
