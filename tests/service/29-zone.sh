# What day it is cannot be told while the time zone's file cannot be read: requests wait, and none is issued without a day.
. "$(dirname "$0")/lib.sh"
mkdir "$work/zones"
cp /usr/share/zoneinfo/UTC "$work/zones/UTC"
# At noon: both requests are of one day.
SITREP_FAKE_TIME=1796040000
export TZDIR="$work/zones" SITREP_FAKE_TIME
start
drop before '{ "report": "hello" }'
wait_for 20 "the one before" is_done before
mv "$work/zones/UTC" "$work/zones/away"
drop meanwhile '{ "report": "hello" }'
told() { grep -q 'cannot tell what day it is: the time zone UTC cannot be read' "$work/log"; }
wait_for 20 "the trouble to be told" told
! is_over meanwhile || fail "made without a day"
mv "$work/zones/away" "$work/zones/UTC"
wait_for 20 "the one that waited" is_done meanwhile
[ "$(jq -r .as_of "$spool/outbox/meanwhile.json")" = "$(jq -r .as_of "$spool/outbox/before.json")" ] || fail "as of no day"
stop || fail "exit status"
check_tidy
