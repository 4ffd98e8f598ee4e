# Nothing is overwritten: a second request of a name gets a number, also where the name is a stranger's file.
. "$(dirname "$0")/lib.sh"
start
drop a '{ "report": "hello", "title": "One" }'
wait_for 20 "the first" is_done a
drop a '{ "report": "hello", "title": "Two" }'
wait_for 20 "the second" is_done a-2
echo mine > "$spool/outbox/b.pdf"
drop b '{ "report": "hello" }'
wait_for 20 "beside the stranger's" is_done b-2
[ "$(cat "$spool/outbox/b.pdf")" = mine ] || fail "overwritten"
drop bad '{}'
wait_for 20 "bad" has_failed bad
drop bad '{}'
wait_for 20 "bad again" has_failed bad-2
stop || fail "exit status"
check_tidy
