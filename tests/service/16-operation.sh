# What a supervisor and an operator see: ready, alive, reloading and stopping are told; the ledger is copied while it is written; log lines as
# JSON; what is installed works from where it is.
. "$(dirname "$0")/lib.sh"
# A supervisor's socket, whose words go into a file.
perl -MIO::Socket::UNIX -e '
	my $s = IO::Socket::UNIX->new(Type => SOCK_DGRAM, Local => $ARGV[0]) or die; open my $f, ">>", $ARGV[1] or die; $f->autoflush(1);
	while (defined $s->recv(my $m, 4096)) { print $f "$m\n" }' "$work/notify" "$work/told" &
listener=$!
at_end='kill $listener 2> /dev/null'
wait_for 20 "the supervisor" test -S "$work/notify"
sed -e "s|\"plugins\" }, reports = { \"reports\" }, templates = { \"|\"$here/config/plugins\" }, reports = { \"$here/config/reports\" }, log = { json = true }, templates = { \"$here/config/|" \
	"$config" > "$work/sitrep.lua"
config=$work/sitrep.lua
export NOTIFY_SOCKET="$work/notify" WATCHDOG_USEC=600000
start
unset NOTIFY_SOCKET WATCHDOG_USEC
told() { grep -q "^$1" "$work/told"; }
wait_for 30 "ready" told READY=1
wait_for 30 "alive" told WATCHDOG=1
kill -HUP "$service"
wait_for 30 "reloading" told RELOADING=1
wait_for 30 "since when" told 'MONOTONIC_USEC=[1-9]'
# A loop that does not turn is not alive, whatever the process is. Between two marks that come to the supervisor behind what was told before.
kill -STOP "$service"
stands_still() { ! grep -q '^State:[^T]*$' "/proc/$service/task/"*/status; }
wait_for 20 "it to stand still" stands_still
mark() {
	perl -MIO::Socket::UNIX -e 'IO::Socket::UNIX->new(Type => SOCK_DGRAM, Peer => $ARGV[0])->send($ARGV[1]) or die' "$work/notify" "$1"
	wait_for 20 "the mark" told "$1"
}
mark from
perl -e 'select(undef, undef, undef, 0.7)'
mark to
! sed -n '/^from$/,/^to$/p' "$work/told" | grep WATCHDOG || fail "alive while it is stopped"
kill -CONT "$service"

# Copies while it works: each a whole ledger of its own.
i=0
while [ $i -lt 20 ]; do
	i=$((i + 1))
	drop "r$i" '{ "report": "hello" }'
	[ $((i % 5)) != 0 ] || "$SITREP" status --spool "$spool" --backup "$work/copy$i.db" || fail "backup $i"
done
for copy in 5 10 15 20; do
	[ "$(sqlite3 "$work/copy$copy.db" 'pragma integrity_check')" = ok ] || fail "copy $copy"
	[ ! -e "$work/copy$copy.db-wal" ] || fail "copy $copy needs another file"
done
i=0
while [ $i -lt 20 ]; do i=$((i + 1)); wait_for 20 "r$i" is_done "r$i"; done
all_done() { [ "$(jobs_in done)" = 20 ]; }    # the files are there a moment before the ledger says so
wait_for 20 "the ledger to say so" all_done
"$SITREP" status --spool "$spool" --backup "$work/copy.db" || fail "the last backup"
"$SITREP" status --spool "$spool" | grep -q '^Jobs are confined by: seccomp' || fail "status does not say how jobs are confined"
stop || fail "exit status"
wait_for 30 "stopping" told STOPPING=1
jq -e .level "$work/log" > /dev/null || fail "the log is no JSON: $(head -3 "$work/log")"
jq -se '[.[] | select(.event == "done" and .job != null and .name != null)] | length == 20' "$work/log" > /dev/null || fail "events: $(tail -3 "$work/log")"
# Put back, it knows what was done, and does nothing twice.
rm -f "$spool"/ledger.db*
cp "$work/copy.db" "$spool/ledger.db"
start
wait_for 20 "what was restored" all_done
drop after '{ "report": "hello" }'
wait_for 20 "one after that" is_done after
stop || fail "exit status"
"$SITREP" status --spool "$work" --backup "$work/none.db" 2> /dev/null && fail "a backup of no spool" || true
"$SITREP" status --spool "$spool" --backup "$work/not/there.db" 2> "$work/out" && fail "a backup into nowhere" || true

"$SITREP" status --spool "$spool" --backup "$spool/ledger.db" 2> "$work/out" && fail "a backup onto the ledger itself" || true
grep -q 'the ledger itself' "$work/out" || fail "$(cat "$work/out")"
"$SITREP" status --spool "$spool" --backup "$work" 2> "$work/out" && fail "a backup onto a folder" || true
grep -q 'no regular file' "$work/out" || fail "$(cat "$work/out")"

# Installed, it runs from there, and the unit names it.
if [ -n "${MAKE_INSTALL:-}" ]; then
	$MAKE_INSTALL PREFIX="$work/usr" SYSCONFDIR="$work/etc" > "$work/out" 2>&1 || fail "install: $(cat "$work/out")"
	grep -q "^ExecStart=$work/usr/bin/sitrep serve -c $work/etc/sitrep/sitrep.lua$" "$work/usr/lib/systemd/system/sitrep.service" || fail "the unit"
	(cd / && "$work/usr/bin/sitrep" check -c "$work/etc/sitrep/sitrep.lua" > "$work/out" 2>&1) || fail "check: $(cat "$work/out")"
	! command -v systemd-analyze > /dev/null || ! systemd-analyze verify --man=no "$work/usr/lib/systemd/system/sitrep.service" 2>&1 | grep 'sitrep.service:' || fail "the unit is wrong"
fi

# In systemd's journal lines have its levels, and not a second time; elsewhere they do not.
sed 's/log = { json = true }, //' "$config" > "$work/text.lua"
config=$work/text.lua
: > "$work/log"
JOURNAL_STREAM=$(stat -c %d:%i "$work/log") && export JOURNAL_STREAM
start
drop wrong '{ "report": "nowhere" }'
wait_for 20 "one that fails" has_failed wrong
stop || fail "exit status"
grep -q '^<6>serve: serving' "$work/log" && grep -q '^<4>serve: wrong failed' "$work/log" || fail "no levels for the journal: $(cat "$work/log")"
JOURNAL_STREAM=1:1
: > "$work/log"
start
stop || fail "exit status"
grep -q '^2.* serve: serving' "$work/log" || fail "levels where no journal is: $(cat "$work/log")"
