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
	if [ $status -ne 0 ]; then
		[ -n "${failure:-}" ] || echo "FAILED: a command ended with $status, and no check says why; load $(cut -d' ' -f1-3 /proc/loadavg)"
		echo "--- log"
		cat "$work/log" "$spool"/failed/*.error.txt 2>/dev/null || true
		find "$spool" 2>/dev/null | sort | head -60
		echo "--- exit status $status${failure:+: $failure}"
	fi
	eval "${at_end:-}"
	rm -rf "$work"
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
	what=$2
	shift 2
	until "$@" > /dev/null 2>&1; do
		tries=$((tries - 1))
		[ $tries -gt 0 ] || fail "waited in vain for: $what"
		sleep 0.05
	done
}

start() {
	mkdir -p "$spool"
	rm -f "$spool/control.sock"
	"$SITREP" serve -c "$config" --spool "$spool" "$@" 2>> "$work/log" &
	service=$!
	wait_for 20 "the service to listen" test -S "$spool/control.sock"
}

# unhurried [SED]: a configuration for what is not to be ended for its time, however busy the machine is; SED changes it further.
unhurried() {
	sed -e "s,\"plugins\",\"$here/../service/config/plugins\",; s,\"reports\",\"$here/../service/config/reports\",; s,\"[./]*/templates\",\"$here/../../templates\"," \
		-e 's/section_seconds = 1/section_seconds = 20/; s/report_seconds = 8/report_seconds = 100/; s/stop_grace_ms = 5000/stop_grace_ms = 20000/' \
		-e "${1:-}" "$here/../service/config/sitrep.lua" > "$work/sitrep.lua"
	config=$work/sitrep.lua
}

# stop [SIGNAL]: and its exit status
stop() {
	kill -"${1:-TERM}" "$service" 2> /dev/null || true
	wait "$service" && status=0 || status=$?
	service=
	return $status
}

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

# Kill the process of a job that runs; false where none does.
kill_job() {
	for slot in $(pgrep -P "$service"); do
		for job in $(pgrep -P "$slot"); do
			kill -9 "$job" && return 0
		done
	done
	return 1
}

# spoil FILE AT A B: the byte at that place becomes A, or B where it is A already: another in any case.
spoil() {
	[ "$(dd if="$1" bs=1 skip="$2" count=1 2> /dev/null)" = "$3" ] && another=$4 || another=$3
	printf '%s' "$another" | dd of="$1" bs=1 seek="$2" conv=notrunc 2> /dev/null
}
