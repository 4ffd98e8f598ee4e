# Twenty targets that hang keep no other waiting, and a long queue is no burden: what was asked for while they hang is all delivered when they go on.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/deliver.sh"
serve_http hook
targets= names=
for i in $(seq 20); do
	targets="$targets h$i = { kind = 'webhook', url = 'http://127.0.0.1:$port/$i', timeout_seconds = 100 },"
	names="$names, \"h$i\""
done
with_targets "$targets zz = { kind = 'folder', path = '$work/desk', at_once = 16, record = false }"
behave hook hang
start
drop all "{ \"report\": \"hello\", \"deliver\": [${names#, }] }"
drop more "{ \"report\": \"hello\", \"deliver\": [${names#, }] }"
hang() { [ "$(find "$work/hook" -name '*.json' | wc -l)" -ge 20 ]; }
wait_for 30 "all to hang" hang
for i in 1 2 3 4 5; do drop "f$i" '{ "report": "hello", "deliver": ["zz"] }'; done
wait_for 20 "the folder, which does not wait" are delivered 5 zz
[ "$(pgrep -P "$service" -f 'exe courier' | wc -l)" -le 36 ] || fail "$(pgrep -P "$service" -f 'exe courier' | wc -l) couriers"
# Five thousand more in the queue of one that hangs.
stop || fail "exit status"
sqlite3 "$spool/ledger.db" "insert into deliveries select job || '.late.h1.' || x, 'waiting', 'h1', 'late', job, null, null, null, 0, 0, created_ms, not_before_ms, 0
	from deliveries, (with recursive n(x) as (select 1 union all select x + 1 from n where x < 5000) select x from n) where target = 'zz' group by x"
start
for i in 1 2 3 4 5; do drop "g$i" '{ "report": "hello", "deliver": ["zz"] }'; done
wait_for 20 "the folder, which does not wait" are delivered 10 zz
behave hook
for i in $(seq 2 20); do wait_for 60 "h$i, which goes on" are delivered 2 "h$i"; done
stop || fail "exit status"
