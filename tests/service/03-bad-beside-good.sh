# A bad request never harms another: each ends in failed/ with place and reason, as it was dropped.
. "$(dirname "$0")/lib.sh"
start
drop unknown '{ "report": "helo" }'
drop key '{ "report": "hello", "tilte": "x" }'
drop broken '{ "report": "hello", }'
drop empty ''
drop nested "$(head -c 60000 /dev/zero | tr '\0' '[')"
printf '{ "report": "hello", "title": "\377" }' > "$spool/inbox/bytes.json"
drop good '{ "report": "hello" }'
drop wrong '{ "report": "wrong" }'
for name in unknown key broken empty nested bytes wrong; do
	wait_for 20 "$name" has_failed $name
	[ ! -e "$spool/outbox/$name.pdf" ] || fail "$name has a PDF"
	jq -e '.errors | length >= 1' "$spool/failed/$name.error.json" > /dev/null || fail "$name.error.json"
done
wait_for 20 "the good one" is_done good
says unknown 'unknown.json:1:13'
says unknown 'hello'
says key 'tilte'
says key 'title'
says broken 'broken.json:1:'
says wrong 'plugin.lua:7'
[ "$(cat "$spool/failed/unknown.json")" = '{ "report": "helo" }' ] || fail "not as it was dropped"
stop || fail "exit status"
check_tidy
[ "$(jobs_in failed)" = 7 ] || fail "the ledger"
