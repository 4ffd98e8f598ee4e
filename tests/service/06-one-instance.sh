# A second instance on the same spool is refused, with the first one's pid, and harms nothing.
. "$(dirname "$0")/lib.sh"
start
code=0
timeout $((60 * patience)) "$SITREP" serve -c "$config" --spool "$spool" 2> "$work/second" || code=$?
[ $code = 2 ] || fail "exit status $code"
grep -q "$service" "$work/second" || fail "it does not name $service: $(cat "$work/second")"
drop still '{ "report": "hello" }'
wait_for 20 "the first one to serve" is_done still
stop || fail "exit status"
start
stop || fail "exit status"
