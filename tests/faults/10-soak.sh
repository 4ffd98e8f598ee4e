# A long run of jobs of every outcome: the service and its slots end with the descriptors, the children and the memory that they
# had half way, and nothing is left over in the spool or beside it. JOBS makes it a campaign (`make soak`).
. "$(dirname "$0")/../service/lib.sh"
config=$here/../service/config/sitrep.lua
: "${JOBS:=400}"
export TMPDIR="$work/tmp"
mkdir "$TMPDIR"
good=0 bad=0 n=0

folder() {
	mkdir -p "$work/folder/tables"
	echo '{ "report": "supplied" }' > "$work/folder/request.json"
	printf 'Country,Ships\nUkraine,3\n' > "$work/folder/tables/ships.csv"
	mv "$work/folder" "$spool/inbox/$1"
}

# drop_to N: requests, and folders, until there are N
drop_to() {
	while [ $n -lt "$1" ]; do
		n=$((n + 1))
		case $((n % 40)) in
		1) bad=$((bad + 1)); drop "r$n" '{ "report": "nowhere" }' ;;
		2 | 3) bad=$((bad + 1)); drop "r$n" '{ "report": "wrong" }' ;;
		4) bad=$((bad + 1)); drop "r$n" 'no JSON' ;;
		5) good=$((good + 1)); folder "r$n" ;;
		6) good=$((good + 1)); drop "desk-$n/r$n" '{ "report": "hello", "priority": "urgent" }' ;;
		*) good=$((good + 1)); drop "r$n" '{ "report": "hello" }' ;;
		esac
	done
}

over() { [ $(($(jobs_in done) + $(jobs_in failed))) -eq "$n" ]; }

# What the service holds: its descriptors, its children, theirs, and its memory in kB. A look at the inboxes may have some open for a moment.
descriptors() { ls "/proc/$service/fd" | wc -l; }
slots() { pgrep -P "$service" | wc -l; }
slot_descriptors() { for slot in $(pgrep -P "$service"); do ls "/proc/$slot/fd"; done | wc -l; }
zombies() { ps -o stat= --ppid "$service" $(pgrep -P "$service" | sed 's/^/--ppid /') | grep -c '^Z' || true; }
memory() { sed -n 's/^VmRSS:[^0-9]*\([0-9]*\) kB/\1/p' "/proc/$1/status"; }
slot_memory() { for slot in $(pgrep -P "$service"); do memory "$slot"; done | sort -n | tail -1; }
held() { echo "$(descriptors) $(slots) $(slot_descriptors)"; }
no_more() { [ "$(descriptors)" -le "$1" ] && [ "$(slots)" -eq "$2" ] && [ "$(slot_descriptors)" -le "$3" ] && [ "$(zombies)" = 0 ]; }

start
began=$(date +%s)
drop_to $((JOBS / 2))
wait_for $((60 + JOBS / 10)) "the first half" over
perl -e 'select(undef, undef, undef, 1)'
half=$(held) half_memory=$(memory "$service") half_slot=$(slot_memory)
# SQLite keeps pages of the ledger, 2000 kB at most: what it may still take.
pages=$((2000 - $(stat -c %s "$spool/ledger.db") / 1024))
[ $pages -gt 0 ] || pages=0
drop_to "$JOBS"
wait_for $((60 + JOBS / 10)) "the second half" over
echo "$JOBS jobs in $(($(date +%s) - began)) s, $good good; load $(cut -d' ' -f1 /proc/loadavg)"
# shellcheck disable=SC2086
wait_for 30 "no more descriptors and children than half way ($half): $(held), $(zombies) zombies" no_more $half
echo "descriptors, slots, descriptors of slots: $half half way, $(held) at the end; no zombie"
end_memory=$(memory "$service") end_slot=$(slot_memory)
echo "memory: service $half_memory kB half way, $end_memory kB at the end; the larger slot $half_slot and $end_slot kB"
# The sanitizers keep what is freed.
if [ $patience = 1 ]; then
	[ "$end_memory" -le $((half_memory * 105 / 100 + 512 + pages)) ] || fail "the service grew from $half_memory to $end_memory kB"
	[ "$end_slot" -le $((half_slot * 105 / 100 + 512)) ] || fail "a slot grew from $half_slot to $end_slot kB"
fi

stop || fail "exit status at SIGTERM"
check_tidy
[ -z "$(find "$spool/inbox" -mindepth 1 -type f)" ] || fail "left in the inbox: $(find "$spool/inbox" -type f)"
[ -z "$(find "$TMPDIR" -mindepth 1)" ] || fail "left in TMPDIR: $(find "$TMPDIR" -mindepth 1)"
[ "$(find "$spool/outbox" -name '*.pdf' | wc -l)" = "$good" ] || fail "not $good PDFs"
[ "$(find "$spool/failed" -name '*.error.txt' | wc -l)" = "$bad" ] || fail "not $bad failures"
[ "$(jobs_in done)" = "$good" ] && [ "$(jobs_in failed)" = "$bad" ] || fail "the ledger: $(jobs_in done) done, $(jobs_in failed) failed"
