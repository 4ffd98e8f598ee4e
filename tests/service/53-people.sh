# Who may what, where the service is a user of its own, as config/systemd/ has it: members of its group drop requests, whatever their umask,
# wait for them and ask; they change nothing. Others may nothing.
. "$(dirname "$0")/lib.sh"
if [ "$(id -u)" != 0 ] || ! command -v setpriv > /dev/null; then
	echo "skipped: needs root and setpriv"
	exit 0
fi
chmod 755 "$work"
mkdir -p "$spool/inbox" "$spool/outbox" "$spool/failed" "$work/mine"
chown -R 61001:61001 "$spool" && chmod 2750 "$spool" "$spool/outbox" && chmod 3770 "$spool/inbox" && chmod 2700 "$spool/failed"
chown 61002 "$work/mine"
as_member() { setpriv --reuid=61002 --regid=61002 --groups=61001 sh -c "umask 077; $1"; }
as_second() { setpriv --reuid=61004 --regid=61004 --groups=61001 sh -c "$1"; }
as_other() { setpriv --reuid=61003 --regid=61003 --clear-groups sh -c "$1"; }
if ! as_other "test -x '$SITREP' && test -r '$config'"; then
	echo "skipped: the program lies where other users may not look"
	exit 0
fi
: > "$work/log"
setpriv --reuid=61001 --regid=61001 --clear-groups "$SITREP" serve -c "$config" --spool "$spool" 2>> "$work/log" &
service=$!
wait_for 20 "the service to listen" test -S "$spool/control.sock"
submit="'$SITREP' submit -c '$config' --spool '$spool' --wait"

as_member "echo '{ \"report\": \"hello\" }' > '$work/mine/a.json' && $submit '$work/mine/a.json'" > "$work/out" 2>&1 || fail "a member's request: $(cat "$work/out")"
as_member "head -c 5 '$spool/outbox/a.pdf'" | grep -q %PDF- || fail "a member may not read the PDF"
as_member "mkdir -p '$work/mine/set/in' && echo '{ \"report\": \"supplied\" }' > '$work/mine/set/request.json' && echo x > '$work/mine/set/in/x.txt' &&
	$submit '$work/mine/set'" > "$work/out" 2>&1 || fail "a member's folder: $(cat "$work/out")"
as_member "echo '{ \"report\": \"nowhere\" }' > '$work/mine/bad.json' && $submit '$work/mine/bad.json'" > "$work/out" 2>&1 && fail "a bad request is none"
grep -q nowhere "$work/out" || fail "a member is not told what was wrong: $(cat "$work/out")"
as_member "'$SITREP' status -c '$config' --spool '$spool'" > "$work/out" 2>&1 || fail "a member may not ask: $(cat "$work/out")"
check_tidy

# What is wrong with a request is its sender's business: another member learns that it failed.
for what in "status" "status bad" "status --json bad"; do
	for who in as_member as_second; do
		"$who" "'$SITREP' $what -c '$config' --spool '$spool'" > "$work/out.$who" 2>&1 || fail "$who may not ask: $(cat "$work/out.$who")"
		grep -q failed "$work/out.$who" || fail "$who is not told by $what that it failed: $(cat "$work/out.$who")"
	done
	grep -q nowhere "$work/out.as_member" || fail "$what does not tell the sender why"
	grep -q nowhere "$work/out.as_second" && fail "$what tells anybody why"
	grep -q -e "why is told to who dropped it" -e is_withheld "$work/out.as_second" || fail "$what does not say that it keeps something back: $(cat "$work/out.as_second")"
done
# wait_on WHO: what the socket tells WHO of the next nosy.json, in $work/WHO, until it has ended
wait_on() {
	"$1" "exec python3 -c '
import json, socket, sys
s = socket.socket(socket.AF_UNIX)
s.connect(\"$spool/control.sock\")
s.settimeout(60)
f = s.makefile(\"rw\")
f.write(json.dumps($2) + \"\\n\")
f.flush()
for line in f:
    print(line, end=\"\", flush=True)
    if \"end\" in line: break
'" > "$work/$1" 2>&1
}
wait_on as_second '{"cmd": "wait", "job": "bad"}' || fail "waiting for another's: $(cat "$work/as_second")"
grep -q '"failed"' "$work/as_second" || fail "who waits is not told that it ended: $(cat "$work/as_second")"
grep -q nowhere "$work/as_second" && fail "who waits for another's request is told why it failed"
rm "$work/as_second"
wait_on as_second '{"cmd": "wait", "path": "nosy.json"}' &
nosy=$!
wait_for 20 "another to wait" test -s "$work/as_second"
as_member "echo '{ \"report\": \"nowhere\" }' > '$work/mine/nosy.json' && $submit '$work/mine/nosy.json'" > "$work/out" 2>&1 && fail "a bad request is none"
grep -q nowhere "$work/out" || fail "the answer went to another: $(cat "$work/out")"
kill "$nosy" 2> /dev/null || true
wait "$nosy" 2> /dev/null || true
grep -q nosy "$work/as_second" && fail "another is told: $(cat "$work/as_second")"
chmod 2750 "$spool/failed"
as_second "'$SITREP' status bad -c '$config' --spool '$spool'" | grep -q nowhere || fail "the mode of failed/ lets all read it, and they are not told"
chmod 2700 "$spool/failed"

for what in "retry bad" "cancel a"; do
	as_member "'$SITREP' $what -c '$config' --spool '$spool'" > "$work/out" 2>&1 && fail "a member may $what"
	grep -q "only the service's user and root" "$work/out" || fail "$what: $(cat "$work/out")"
done
as_other "'$SITREP' status -c '$config' --spool '$spool'" > "$work/out" 2>&1 && fail "anybody may ask"
as_other "ls '$spool/outbox'" > /dev/null 2>&1 && fail "anybody may see what came out"
as_member "ls '$spool/failed'" > /dev/null 2>&1 && fail "a member may see what others failed with"
as_member "cat '$spool/ledger.db' '$spool/ledger.db-wal'" > /dev/null 2>&1 && fail "a member may read what others asked for"
as_member "'$SITREP' editions hello --spool '$spool'" > "$work/out" 2>&1 && fail "a member may read the ledger"
grep -q "the service's user's alone" "$work/out" || fail "editions: $(cat "$work/out")"
"$SITREP" retry bad -c "$config" --spool "$spool" > "$work/out" 2>&1 || fail "root may not: $(cat "$work/out")"
stop || fail "exit status"
