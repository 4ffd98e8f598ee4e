# What a damaged disk leaves is found, also while the service runs, and mended while it does not: results, records, leftovers, the ledger itself.
. "$(dirname "$0")/lib.sh"
start
for i in 1 2 3 4; do drop "r$i" '{ "report": "hello" }'; done
drop bad '{ "report": "nowhere" }'
for i in 1 2 3 4; do wait_for 20 "r$i" is_done "r$i"; done
wait_for 20 "bad" has_failed bad
mend() { "$SITREP" check -c "$config" --spool "$spool" --ledger "$@" > "$work/out" 2>&1; }
out_says() { grep -q "$1" "$work/out" || fail "it does not say '$1': $(cat "$work/out")"; }
settled() { [ "$(jobs_in accepted)" = 0 ] && [ "$(jobs_in running)" = 0 ] && [ "$(jobs_in publishing)" = 0 ]; }
wait_for 20 "nothing to do" settled
mend || fail "a whole spool: $(cat "$work/out")"
out_says 'nothing is wrong'

printf damage | dd of="$spool/outbox/r1.pdf" bs=1 seek=500 conv=notrunc 2> /dev/null
rm "$spool/outbox/r2.json"
: > "$spool/outbox/r3.json"
rm "$spool/outbox/r4.pdf"
touch "$spool/failed/.20260101000000000-aaaaaaaa.error.json.part"
mend && fail "it finds nothing" || true
out_says 'r1.pdf is not what was issued'
out_says 'r2.json is missing or damaged'
out_says 'r3.json is missing or damaged'
out_says 'left over'
out_says '4 wrong, 0 mended'
! grep -q r4 "$work/out" || fail "a result that was collected"
mend --mend && fail "mended under a service" || true
out_says 'served already'
stop || fail "exit status"
mend --mend || fail "mending: $(cat "$work/out")"
out_says '4 wrong, 4 mended'
start
remade() { is_done r1 && [ "$(sha256sum < "$spool/outbox/r1.pdf" | cut -d' ' -f1)" = "$(jq -r .sha256 "$spool/outbox/r1.json")" ]; }
wait_for 20 "r1 to be made again" remade
[ -f "$spool/outbox/r1.pdf.damaged" ] || fail "the damaged one was not put aside"
for i in 2 3; do [ "$(sha256sum < "$spool/outbox/r$i.pdf" | cut -d' ' -f1)" = "$(jq -r .sha256 "$spool/outbox/r$i.json")" ] || fail "the record of r$i"; done
wait_for 20 "nothing to do" settled
stop || fail "exit status"
mend || fail "after mending: $(cat "$work/out")"

# The ledger's own file: a page of it, then its beginning.
before=$(sqlite3 "$spool/ledger.db" 'select count(*) from jobs')
sqlite3 "$spool/ledger.db" 'pragma wal_checkpoint(truncate)' > /dev/null
page=$(sqlite3 "$spool/ledger.db" "select rootpage from sqlite_schema where name = 'jobs_by_state'")
head -c 4096 /dev/zero | dd of="$spool/ledger.db" bs=4096 seek=$((page - 1)) conv=notrunc 2> /dev/null
"$SITREP" serve -c "$config" --spool "$spool" 2> "$work/out" && fail "it serves a damaged ledger" || true
out_says 'check --ledger --mend'
mend && fail "it finds no damage" || true
out_says "the ledger's file is damaged"
mend --mend || fail "the ledger: $(cat "$work/out")"
out_says 'rows were saved'
[ "$(sqlite3 "$spool/ledger.db" 'select count(*) from jobs')" = "$before" ] || fail "jobs were lost with an index: $(cat "$work/out")"
[ "$(sqlite3 "$spool/ledger.db" 'pragma integrity_check')" = ok ] || fail "the new one is damaged"
ls "$spool"/ledger.db.damaged-* > /dev/null || fail "the old one is gone"
# A job whose request was lost with a page: it says so, and keeps none behind it waiting.
sqlite3 "$spool/ledger.db" "delete from requests where job in (select id from jobs where name = 'r4');
	update jobs set state = 'accepted', ended_ms = 0, output = null where name = 'r4'"
start
drop after '{ "report": "hello" }'
wait_for 20 "after" is_done after
wait_for 20 "the lost one" has_failed r4
says r4 'the request was lost'
stop || fail "exit status"
