# The power goes at one of the service's syncs, and the disk holds what powercut.pl says it may: what is synced and, by chance, parts of what is
# not. From each such disk the next instance brings every request to its one outcome. EVERY=1 is all of them (`make powercut`), SEEDS the
# chances that are taken.
. "$(dirname "$0")/../service/lib.sh"
faults=$here
config=$here/../service/config/sitrep.lua
if ! strace -qq -o /dev/null true 2> /dev/null; then
	echo "skipped: strace may not trace here"
	exit 0
fi
: "${EVERY:=$((9 * patience))}" "${SEEDS:=1}" "${MODELS:=strict names data mixed}"

work=$(realpath "$work")
spool=$work/spool
mkdir -p "$spool/inbox/desk"
printf '{ "report": "hello" }' > "$spool/inbox/r1.json"
printf '{ "report": "hello" }' > "$spool/inbox/desk/r2.json"
printf '{ "report": "nowhere" }' > "$spool/inbox/r3.json"
mkdir "$spool/inbox/set" && printf '{ "report": "supplied" }' > "$spool/inbox/set/request.json" && echo '{ "note": "x" }' > "$spool/inbox/set/x.json"
cp -R "$spool" "$work/before"
nothing_claimed() { [ -z "$(find "$spool/claimed" -mindepth 1)" ]; }
all_over() { is_done r1 && is_done desk/r2 && is_done set && has_failed r3; }

# The recording: an instance from its start to its end, so that also what makes the ledger is in it.
calls=openat,creat,write,writev,pwrite64,pwritev,ftruncate,truncate,rename,renameat,renameat2,link,linkat,unlink,unlinkat,rmdir,mkdir,mkdirat,fsync,fdatasync,fallocate
# LeakSanitizer cannot work in what is traced.
ASAN_OPTIONS=detect_leaks=0 strace -f -y -qq -xx -s 10000000 -o "$work/trace" -e trace=$calls "$SITREP" serve -c "$config" --spool "$spool" 2>> "$work/log" &
tracer=$!
wait_for 60 "the outcomes that are recorded" all_over
settled() { [ "$(jobs_in done)" = 3 ] && [ "$(jobs_in failed)" = 1 ]; }
wait_for 20 "the ledger" settled
kill -TERM "$(pgrep -P "$tracer" | head -n 1)"
wait "$tracer" || fail "the recorded instance ended with $?"
syncs=$(perl "$faults/powercut.pl" "$work/trace" "$spool" "$work/before")
[ "$syncs" -ge 30 ] || fail "only $syncs syncs were seen"
recorded=$spool

n=0
for seed in $SEEDS; do
	for model in $MODELS; do
		cut=$((1 + n % EVERY))       # each begins somewhere else
		while [ "$cut" -le "$syncs" ]; do
			spool=$work/cut
			rm -rf "$spool"
			perl "$faults/powercut.pl" "$work/trace" "$recorded" "$work/before" "$cut" "$model" "$seed" "$spool" || fail "$model at sync $cut"
			echo "--- $model at sync $cut, seed $seed" >> "$work/log"
			start
			wait_for 30 "the outcomes after $model at sync $cut, seed $seed" all_over
			wait_for 20 "claimed to be empty after $model at sync $cut, seed $seed" nothing_claimed
			stop || fail "exit status after $model at sync $cut, seed $seed"
			check_tidy
			files=$(find "$spool/outbox" "$spool/failed" -type f | sed 's/-[0-9]*\.\(pdf\|json\)$/ again.\1/' | sort)
			[ "$(echo "$files" | wc -l)" = 9 ] || fail "not one outcome each after $model at sync $cut, seed $seed: $files"
			for pdf in "$spool"/outbox/*.pdf "$spool"/outbox/desk/*.pdf; do
				[ "$(sha256sum < "$pdf" | cut -d' ' -f1)" = "$(jq -r .sha256 "${pdf%.pdf}.json")" ] || fail "$pdf is not what its record says after $model at sync $cut, seed $seed"
			done
			[ "$(sqlite3 "$spool/ledger.db" 'pragma integrity_check')" = ok ] || fail "the ledger is damaged after $model at sync $cut, seed $seed"
			n=$((n + 1))
			cut=$((cut + EVERY))
		done
	done
done
echo "$n disks, of $syncs syncs"
