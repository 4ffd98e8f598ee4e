# Names and kinds of files that nobody expects: each is served or refused under its own name, nothing outside the spool is
# touched, and the next good one is served.
. "$(dirname "$0")/../service/lib.sh"
config=$here/../service/config/sitrep.lua
start
good='{ "report": "hello" }' bad='{ "report": "helo" }'

# put NAME TEXT: by a rename, whatever the name is made of
put() {
	printf '%s' "$2" > "$spool/inbox/.putting"
	mv -- "$spool/inbox/.putting" "$spool/inbox/$1"
}

nl='
'
long=$(head -c 250 /dev/zero | tr '\0' 'n')
put "two${nl}lines.json" "$good"
put "quote\"s and 'more'.json" "$good"
put '-rf.json' "$good"
put '$(touch hacked) `touch hacked` %n%s.json' "$good"
put '%2F%00.json' "$good"
put "$(printf 'caf\351').json" "$good"
put "$(printf 'caf\303\251').json" "$good"
put "$(printf 'esc\033[31m').json" "$bad"
put "$(printf 'csi\302\23331m').json" "$bad"
put "$long.json" "$good"
put '.json' "$good"
put 'UPPER.JSON' "$good"
put ' .json' "$good"
put 'a,b.json' "$good"
mkdir -p "$spool/inbox/deep er/x,y/%2F"
printf '%s' "$good" > "$work/one"
cp "$work/one" "$spool/inbox/deep er/x,y/%2F/.tmp" && mv "$spool/inbox/deep er/x,y/%2F/.tmp" "$spool/inbox/deep er/x,y/%2F/in.json"
mkdir "$work/outside"
echo "$good" > "$work/outside/not-mine.json"
ln -s "$work/outside" "$spool/inbox/linked"
ln -s loop.json "$spool/inbox/loop.json"
ln -s /dev/zero "$spool/inbox/zero.json"
perl -MIO::Socket::UNIX -e 'IO::Socket::UNIX->new(Type => SOCK_STREAM, Local => $ARGV[0], Listen => 1) or die' "$spool/inbox/socket.json" || fail "no socket"
[ "$(id -u)" -ne 0 ] || mknod "$spool/inbox/device.json" c 1 5 2> /dev/null || true
mkdir "$spool/inbox/folder.json"

came_out() { [ -f "$spool/outbox/$1.pdf" ] && [ -f "$spool/outbox/$1.json" ]; }
for name in "two${nl}lines" "quote\"s and 'more'" -rf '$(touch hacked) `touch hacked` %n%s' '%2F%00' "$(printf 'caf\351')" "$(printf 'caf\303\251')" ' ' 'a,b' 'deep er/x,y/%2F/in'; do
	wait_for 20 "'$name'" came_out "$name"
done
wait_for 20 "the escape" has_failed "$(printf 'esc\033[31m')"
! grep -q "$(printf '\033')" "$spool/failed/$(printf 'esc\033[31m').error.txt" || fail "an escape in the text"
wait_for 20 "the other escape" has_failed "$(printf 'csi\302\23331m')"
grep -q 31m "$work/log" && ! LC_ALL=C grep -qE "$(printf '\033|\302\233')" "$work/log" || fail "an escape in the log"
for name in loop zero socket; do
	wait_for 20 "$name" has_failed "$name"
done
[ ! -c "$spool/inbox/device.json" ] || wait_for 20 "the device" has_failed device
says loop 'symbolic link'
says zero 'symbolic link'
says socket 'socket'
# 250 bytes of name leave no room for what is added: it ends, under a shorter one
settled() { [ "$(jobs_in accepted)" = 0 ] && [ "$(jobs_in running)" = 0 ] && [ "$(jobs_in publishing)" = 0 ]; }
wait_for 20 "nothing to do" settled
left_long() { ls "$spool/outbox" "$spool/failed" | grep -q '^nnnnnnnnnn'; }
wait_for 20 "the long name" left_long
[ ! -e "$spool/inbox/$long.json" ] || fail "the long name is still in the inbox"

# Nothing outside was touched.
[ -f "$work/outside/not-mine.json" ] && [ "$(ls "$work/outside")" = not-mine.json ] || fail "a linked folder was entered"
[ -z "$(find / -xdev -maxdepth 1 -name hacked 2>/dev/null)$(find "$work" . -maxdepth 2 -name hacked)" ] || fail "a name was run"
case $(ls -l /dev/zero) in c*) ;; *) fail "/dev/zero" ;; esac

# Each PDF has its record, whose JSON can be read, also where the name is no UTF-8.
for record in "$spool"/outbox/*.json; do
	jq -e '.state == "done" or .pages >= 1' "$record" > /dev/null || fail "$record"
done
for record in "$spool"/failed/*.error.json; do
	jq -e '.errors | length >= 1' "$record" > /dev/null || fail "$record"
done
"$SITREP" status --spool "$spool" > "$work/out" 2>&1 || fail "status: $(cat "$work/out")"
! LC_ALL=C grep -q "$(printf '\033')" "$work/out" || fail "status prints an escape"
"$SITREP" status --spool "$spool" --json | jq -e .counts > /dev/null || fail "status --json"

# One name many times, at once and after another; two of them bad.
i=0
while [ $i -lt 12 ]; do
	case $i in 3 | 7) text=$bad ;; *) text=$good ;; esac
	put same.json "$text"
	i=$((i + 1))
	taken() { [ ! -e "$spool/inbox/same.json" ]; }
	wait_for 20 "the inbox" taken
done
all_out() { [ "$(find "$spool/outbox" -name 'same*.pdf' | wc -l)" = 10 ] && [ "$(find "$spool/failed" -name 'same*.error.txt' | wc -l)" = 2 ]; }
wait_for 20 "all of one name" all_out
[ -f "$spool/outbox/same-10.pdf" ] && [ -f "$spool/failed/same-2.error.txt" ] || fail "numbers: $(ls "$spool/outbox" "$spool/failed" | grep same)"

# Written slowly, in place: taken once, whole.
{ printf '{ "report": '; perl -e 'select(undef, undef, undef, 0.4)'; printf '"hello" }'; } > "$spool/inbox/slowly.json"
wait_for 20 "what was written slowly" is_done slowly
# Gone again, or turned into a folder, before it is looked at: no harm.
put fleeting.json "$good" && rm -f "$spool/inbox/fleeting.json"
drop last "$good"
wait_for 20 "a good one after all that" is_done last
stop || fail "exit status"
left=$(find "$spool/claimed" -type f -o -name '.*.part')
[ -z "$left" ] || fail "left over: $left"
