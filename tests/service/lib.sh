# What the service tests share: a private spool, the real program, and waiting with a bound. To be sourced.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
: "${SITREP:=$here/../../sitrep}"
work=$(mktemp -d "${TMPDIR:-/tmp}/sitrep-test.XXXXXX")
spool=$work/spool
config=$here/config/sitrep.lua
service=
# Under the sanitizers everything takes its time.
case $SITREP in */san/*) patience=3 ;; *) patience=1 ;; esac

# The log is shown on failure only.
finish() {
	status=$?
	trap - EXIT
	[ -z "$service" ] || { kill -9 "$service" 2>/dev/null && wait "$service" 2>/dev/null; } || true
	kill -9 ${held:-} 2> /dev/null || true
	if [ $status -ne 0 ]; then
		[ -n "${failure:-}" ] || echo "FAILED: a command ended with $status, and no check says why; load $(cut -d' ' -f1-3 /proc/loadavg)"
		echo "--- log"
		cat "$work/log" "$spool"/failed/*.error.txt 2>/dev/null || true
		find "$spool" 2>/dev/null | sort | head -60
		echo "--- exit status $status${failure:+: $failure}"
	fi
	eval "${at_end:-}"
	rm -rf "$work" || true    # a process that was killed may be writing still
	exit $status
}
trap finish EXIT
trap 'exit 1' INT TERM

fail() {
	failure=$*
	echo "FAILED: $*"
	exit 1
}

# wait_for SECONDS WHAT COMMAND...
wait_for() {
	tries=$(($1 * 20 * patience))
	awaited=$2
	shift 2
	until "$@" > /dev/null 2>&1; do
		tries=$((tries - 1))
		[ $tries -gt 0 ] || fail "waited in vain for: $awaited"
		sleep 0.05
	done
}

# It listens, and then takes the signals, the last of which is SIGHUP, the lowest bit.
is_up() { [ -S "$spool/control.sock" ] && grep -q '^SigCgt:.*[13579bdf]$' "/proc/$service/status"; }
has_begun() { is_up || is_gone; }

# begin: the service, until it listens or is gone
begin() {
	mkdir -p "$spool"
	rm -f "$spool/control.sock"
	"$SITREP" serve -c "$config" --spool "$spool" "$@" 2>> "$work/log" &
	service=$!
	wait_for 60 "the service to listen, or go" has_begun
}

start() {
	begin "$@"
	is_up || fail "the service did not begin"
}

# configure SED: a configuration of its own, which SED changes.
configure() {
	sed -e "s,\"plugins\",\"$here/../service/config/plugins\",; s,\"reports\",\"$here/../service/config/reports\",; s,\"[./]*/templates\",\"$here/../../templates\"," \
		-e "$1" "$here/../service/config/sitrep.lua" > "$work/sitrep.lua"
	config=$work/sitrep.lua
}

# stop [SIGNAL]: and its exit status
stop() {
	kill -"${1:-TERM}" "$service" 2> /dev/null || true
	wait "$service" && status=0 || status=$?
	service=
	return $status
}

# May strace look at what it did not start? Where it may not, a test that needs it is skipped.
may_trace() {
	strace -qq -o /dev/null true 2> /dev/null && { [ "$(id -u)" = 0 ] || ! grep -q '[1-9]' /proc/sys/kernel/yama/ptrace_scope 2> /dev/null; }
}
# Does it look at all of the service's threads? One that it does not see yet may be the one to make the call.
is_traced() { ! grep -q '^TracerPid:.0$' "/proc/$service/task/"*/status; }

# Has the service ended by itself? Its process stays, dead, until it is waited for.
is_gone() { ! grep -q '^State:[^Z]*$' "/proc/$service/status" 2> /dev/null; }

# drop NAME TEXT: complete at once, by a rename
drop() {
	case $1 in */*) mkdir -p "$spool/inbox/${1%/*}" ;; esac
	mkdir -p "$spool/inbox"
	printf '%s\n' "$2" > "$work/dropped"
	cp "$work/dropped" "$spool/inbox/.dropping"
	mv "$spool/inbox/.dropping" "$spool/inbox/$1.json"
}

is_done() { [ -f "$spool/outbox/$1.pdf" ] && [ -f "$spool/outbox/$1.json" ]; }
has_failed() { [ -f "$spool/failed/$1.error.txt" ] && [ -f "$spool/failed/$1.error.json" ]; }
is_over() { is_done "$1" || has_failed "$1"; }
says() { grep -q "$2" "$spool/failed/$1.error.txt" || fail "$1.error.txt does not say '$2': $(cat "$spool/failed/$1.error.txt")"; }
is_pdf() { [ "$(head -c 5 "$spool/outbox/$1.pdf")" = "%PDF-" ]; }
# What the ledger says: who writes may hold it for a moment.
ask() { sqlite3 -readonly -cmd '.timeout 5000' "$spool/ledger.db" "$1"; }
jobs_in() { ask "select count(*) from jobs where state = '$1'" 2>/dev/null || echo 0; }

# Nothing half done is left, and each request has one outcome.
check_tidy() {
	left=$(find "$spool/inbox" "$spool/claimed" "$spool/outbox" "$spool/failed" -name '.*' -o -path "$spool/claimed/*" -o -path "$spool/inbox/*.json")
	[ -z "$left" ] || fail "left over: $left"
}

# The service's slots, as it knows them: jq's expression of them, on one line.
of_slots() { "$SITREP" status --spool "$spool" --json 2> /dev/null | jq -er "[.slots[] | $1] | join(\" \")"; }
# slots_are WHAT N
slots_are() { [ "$(of_slots "select($1) | .number" | wc -w)" = "$2" ]; }
slot_pids() { of_slots 'select((.pid // 0) > 0) | .pid'; }
# job_pid NAME: its process, once that is in a section; false where it is not.
job_pid() { of_slots "select(.name == \"$1\" and .section != null and (.job_pid // 0) > 0) | .job_pid" | grep .; }
attempt_runs() { [ "$(ask "select state || attempts from jobs where name = '$1'")" = "running$2" ]; }

# kill_attempt NAME N: kill the process of a job in its attempt N, within a section. The report must be one that does not end by itself.
kill_attempt() {
	wait_for 30 "attempt $2 of $1" attempt_runs "$1" "$2"
	wait_for 30 "the process of $1" job_pid "$1"
	kill -9 $(job_pid "$1")
}

# cancel JOB: one that just begins or ends is asked for again.
cancel() { wait_for 30 "$1 to be cancelled" "$SITREP" cancel --spool "$spool" "$1"; }

# hold: both slots stand still, so that a job which is given to one stays as it is until they are released: a short one might be over before
# anybody looks. The service waits for 20 s until a slot begins with a job, and then has another do it.
hold() {
	wait_for 60 "idle slots" slots_are '.state == "idle"' 2
	held=$(slot_pids)
	kill -STOP $held
}
# release SIGNAL: CONT, or KILL. One that had nothing to do may be gone, for another generation's.
release() {
	kill -"$1" $held 2> /dev/null || true
	held=
}

# spoil FILE AT A B: the byte at that place becomes A, or B where it is A already: another in any case.
spoil() {
	[ "$(dd if="$1" bs=1 skip="$2" count=1 2> /dev/null)" = "$3" ] && another=$4 || another=$3
	printf '%s' "$another" | dd of="$1" bs=1 seek="$2" conv=notrunc 2> /dev/null
}
