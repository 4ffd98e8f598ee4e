# The disk fills up under load and is freed again: nothing is lost, nothing twice, no job is blamed, and the service goes on by
# itself. The spool is a small file system of its own, so only root can run this.
. "$(dirname "$0")/../service/lib.sh"
config=$here/../service/config/sitrep.lua
mkdir -p "$spool"
if ! mount -t tmpfs -o size=3m sitrep-test "$spool" 2> /dev/null; then
	echo "skipped: no file system may be mounted here"
	exit 0
fi
at_end='umount -l "$spool"'
full() { ! dd if=/dev/zero of="$spool/probe" bs=4096 count=1 2> /dev/null; }
# The service may free a block in between: what it frees is taken too.
fill() {
	tries=0
	until { dd if=/dev/zero bs=4096 >> "$spool/ballast"; } 2> /dev/null || full; do
		tries=$((tries + 1))
		[ $tries -lt 100 ] || fail "not full"
		rm -f "$spool/probe"
	done
	rm -f "$spool/probe"
}

start
drop before '{ "report": "hello" }'
wait_for 20 "the first" is_done before

# Full while requests wait in the inbox: they stay, or are on their way; none fails.
i=0
while [ $i -lt 6 ]; do
	i=$((i + 1))
	printf '{ "report": "%s" }' "$([ $i = 3 ] && echo nowhere || echo hello)" > "$work/r$i"
	cp "$work/r$i" "$spool/inbox/.r$i"
done
fill
for i in 1 2 3 4 5 6; do mv "$spool/inbox/.r$i" "$spool/inbox/r$i.json"; done
troubled() { grep -q 'No space left\|disk is full\|free space' "$work/log"; }
wait_for 20 "the service to tell of it" troubled
kill -0 "$service" || fail "the service is gone"
timeout 60 "$SITREP" status --spool "$spool" > "$work/out" 2>&1 || fail "status: $(cat "$work/out")"
[ "$(grep -c 'No space left\|disk is full\|free space' "$work/log")" -lt 60 ] || fail "the log is flooded"
rm "$spool/ballast"
for i in 1 2 3 4 5 6; do wait_for 30 "r$i after the disk was freed" is_over "r$i"; done
is_done r1 && has_failed r3 || fail "outcomes"

# Full again, and killed so; freed before the next start.
for i in 7 8 9; do drop "r$i" '{ "report": "slow" }'; done
fill
stop KILL && fail "killed, and well?"
rm "$spool/ballast"
start
for i in 7 8 9; do wait_for 30 "r$i" is_done "r$i"; done

# Full at the start: it says so, or waits; freed, it serves.
stop || fail "exit status"
printf '{ "report": "hello" }' > "$spool/inbox/.r10"
mv "$spool/inbox/.r10" "$spool/inbox/r10.json"
fill
: > "$work/log"
"$SITREP" serve -c "$config" --spool "$spool" 2>> "$work/log" &
service=$!
told_or_gone() { troubled || is_gone; }
wait_for 20 "the service to tell of it, or go" told_or_gone
rm "$spool/ballast"
served_or_gone() { is_done r10 || is_gone; }
wait_for 20 "r10, or the service to go" served_or_gone
if is_gone; then
	stop && fail "it ended, and well?" || true
	start
fi
wait_for 20 "r10" is_done r10
stop || fail "exit status"
check_tidy
[ "$(find "$spool/outbox" -name '*.pdf' | wc -l)" = 10 ] || fail "PDFs: $(ls "$spool/outbox")"
[ "$(sqlite3 "$spool/ledger.db" "select count(*) from jobs where state = 'done'")" = 10 ] || fail "done in the ledger"
[ "$(sqlite3 "$spool/ledger.db" "select count(*) from jobs where state = 'quarantined'")" = 0 ] || fail "somebody was blamed"
for pdf in "$spool"/outbox/*.pdf; do
	[ "$(sha256sum < "$pdf" | cut -d' ' -f1)" = "$(jq -r .sha256 "${pdf%.pdf}.json")" ] || fail "$pdf is not what its record says"
done
