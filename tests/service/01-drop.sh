# A request that is dropped comes out as a PDF with its record, and nothing else is left.
. "$(dirname "$0")/lib.sh"
start
drop first '{ "report": "hello", "title": "First" }'
wait_for 20 "the PDF" is_done first
is_pdf first || fail "no PDF"
record=$spool/outbox/first.json
[ "$(jq -r .state "$record")" = done ] || fail "the record says: $(cat "$record")"
[ "$(jq -r .request "$record")" = first.json ] || fail "whose record is it?"
[ "$(jq -r .attempts "$record")" = 1 ] || fail "attempts"
[ "$(jq -r .sha256 "$record")" = "$(sha256sum < "$spool/outbox/first.pdf" | cut -d' ' -f1)" ] || fail "sha256"
[ "$(jq -r .bytes "$record")" = "$(wc -c < "$spool/outbox/first.pdf")" ] || fail "bytes"
[ "$(jq -r .pages "$record")" -ge 1 ] || fail "pages"

drop desk/asia/second '{ "report": "hello", "output": { "name": "other" } }'
wait_for 20 "the PDF in its folder" is_done desk/asia/other

# Written slowly, by a name that gives no event of its own: taken when it is closed, whole.
(printf '{ "report": '; sleep 0.4; printf '"hello" }') > "$spool/inbox/slowly.json"
wait_for 20 "the file that was written slowly" is_done slowly
stop || fail "exit status"
check_tidy
[ "$(stat -c %a "$spool/outbox/first.pdf")" = 640 ] || fail "mode"
[ "$(jobs_in done)" = 3 ] || fail "the ledger"
