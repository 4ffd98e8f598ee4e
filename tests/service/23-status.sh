# `status --json` says the same of a job whether a service answers or the ledger is read.
. "$(dirname "$0")/lib.sh"
about() { "$SITREP" status -c "$config" --spool "$spool" --json "$1" 2> /dev/null | jq -S '{ job, attempts }'; }
settled() { [ "$(jobs_in done)$(jobs_in failed)" = 11 ]; }
start
drop good '{ "report": "hello" }'
drop wrong '{ "raport": "hello" }'
wait_for 20 "good" is_done good
wait_for 20 "wrong" test -e "$spool/failed/wrong.error.json"
wait_for 20 "nothing under way" settled
for name in good wrong; do
	about $name > "$work/served.$name"
	[ "$(jq -r .job.name "$work/served.$name")" = $name ] || fail "$name: $(cat "$work/served.$name")"
done
[ "$(jq '.attempts | length' "$work/served.good")" = 1 ] || fail "attempts: $(cat "$work/served.good")"
stop TERM || fail "exit status"
for name in good wrong; do
	about $name > "$work/read.$name"
	cmp "$work/served.$name" "$work/read.$name" || fail "$name: $(diff "$work/served.$name" "$work/read.$name")"
done
# Where it failed is said, and why nothing is claimed, for as long as nothing is.
"$SITREP" status -c "$config" --spool "$spool" > "$work/out" 2> /dev/null
grep -q '^      wrong.json:1: unknown key .raport. (and more)' "$work/out" || fail "no place: $(cat "$work/out")"
cp -R "$here/config" "$work/config"
config=$work/config/sitrep.lua
sed -i "s|../../../templates|$here/../../templates|; s/free_space_mb = 0/free_space_mb = 1073741824/" "$config"
start
drop late '{ "report": "hello" }'
in_trouble() { "$SITREP" status -c "$config" --spool "$spool" | grep -A1 '^In trouble: only [0-9]* MB are free' | grep -q 'hint: free_space_mb'; }
wait_for 20 "the trouble to be told" in_trouble
"$SITREP" status -c "$config" --spool "$spool" --json | jq -e '.trouble.message' > /dev/null || fail "no trouble in JSON"
sed -i 's/free_space_mb = 1073741824/free_space_mb = 0/' "$config"
kill -HUP "$service"
wait_for 20 "late" is_done late
is_well() { ! "$SITREP" status -c "$config" --spool "$spool" | grep -q '^In trouble'; }
wait_for 60 "the end of the trouble" is_well

# A client has its answers one after the other, in order, also to what is refused at once; one that asks without end, and reads nothing, is
# dropped before it has the service's memory, or the ledger's thread.
talk() { perl -MIO::Socket::UNIX -e "$1" "$spool/control.sock"; }
talk '$s = IO::Socket::UNIX->new(Peer => $ARGV[0]) or die; $s->autoflush(1);
	print $s qq({"cmd":"job","job":"good"}\n{"cmd":"schedule","action":"run","name":"x"}\n{"cmd":"nope"}\n\n{"cmd":"job","job":"none"}\n{"cmd":"sta);
	print $s qq(tus"}\n); print scalar <$s> for 1 .. 5' > "$work/out"
[ "$(jq -r '[.ok, .job.name // .error.message // (.pid | type)] | join(" ")' "$work/out" | tr '\n' '|')" = \
	"true good|false there is no schedule 'x'|false unknown command 'nope'|false there is no job 'none'|true number|" ] || fail "answers: $(cat "$work/out")"
memory() { sed -n 's/^VmHWM:[^0-9]*\([0-9]*\) kB/\1/p' "/proc/$service/status"; }
before=$(memory)
talk '$SIG{PIPE} = "IGNORE"; $s = IO::Socket::UNIX->new(Peer => $ARGV[0]) or die; $s->autoflush(1);
	for (1 .. 1000) { print $s qq({"cmd":"status"}\n) x 100 or exit 0 } exit 1' || fail "it may ask without end"
after=$(memory)
case $SITREP in */san/*) ;; *) [ $((after - before)) -lt 20000 ] || fail "from $before to $after kB" ;; esac
"$SITREP" status -c "$config" --spool "$spool" > /dev/null || fail "no status after that"
stop || fail "exit status"
