# SIGKILL of the service while it delivers, at moments that differ each time, and at calls that change a disk or a socket: every report is in the folder once,
# whole; no mail and no webhook is told more than twice of one, and what is not known to be told says so.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/deliver.sh"
: "${JOBS:=8}" "${KILLS:=8}" "${POINTS:=1 4}" "${CALLS:=write fsync linkat unlink}"
serve_http hook
port_hook=$port
serve_mail mail
with_targets "desk = { kind = 'folder', path = '$work/desk', retry_seconds = 0.1 },
  hook = { kind = 'webhook', url = 'http://127.0.0.1:$port_hook/', retry_seconds = 0.1, at_once = 4 },
  mail = { kind = 'mail', server = '127.0.0.1:$port', security = 'none', from = 'sitrep@example.org', to = 'desk@example.org', retry_seconds = 0.1 }"
settled() { [ "$(ask "select count(*) from deliveries where state in ('waiting', 'running')")" = 0 ]; }
all_recorded() { [ "$(ask 'select count(*) from deliveries')" = "$1" ]; }
die() { kill -9 "$service" 2>/dev/null || true; wait "$service" 2>/dev/null || true; service=; }

# check NUMBER: of jobs, each to three targets
check() {
	wait_for 60 "$1 deliveries recorded" all_recorded $(($1 * 3))
	wait_for 60 "all deliveries settled" settled
	[ "$(find "$work/desk" -name '*.pdf' | wc -l)" = "$1" ] || fail "$(find "$work/desk" -name '*.pdf' | wc -l) PDFs of $1 in the folder"
	[ "$(find "$work/desk" -name '*.json' | wc -l)" = "$1" ] || fail "records of $1: $(ls "$work/desk")"
	[ "$(find "$work/desk" -name '.*' -type f | wc -l)" = 0 ] || fail "left over: $(ls -A "$work/desk")"
	for pdf in "$work"/desk/*.pdf; do
		cmp "$pdf" "$spool/outbox/${pdf##*/}" || fail "$pdf is not what was issued"
	done
	are failed 0 desk || fail "a folder's delivery failed"
	for event in "$work"/hook/*.body; do jq -r .delivery "$event"; done | sort | uniq -c > "$work/told.hook"
	grep -h -i '^Message-ID' "$work"/mail/*.eml | sort | uniq -c > "$work/told.mail"
	for target in hook mail; do
		[ "$(awk '$1 > 2' "$work/told.$target" | wc -l)" = 0 ] || fail "told more than twice: $(cat "$work/told.$target")"
		# Those that were given up are those with two doubts.
		ask "select count(*) from deliveries where target = '$target' and state = 'failed' and doubts < 2" | grep -qx 0 || fail "$target: given up without a reason"
		[ "$(wc -l < "$work/told.$target")" -ge "$(deliveries delivered "$target")" ] || fail "$target: delivered and not told"
	done
	wait_for 10 "what is held to be let go of" held_for_failed
}
# Only what was given up is held, so that it may be tried again.
held_for_failed() {
	[ "$(ls -A "$spool/sending" 2>/dev/null | wc -l)" = "$(ask "select count(distinct job) from deliveries where state = 'failed'")" ]
}

start
i=0
while [ $i -lt "$JOBS" ]; do
	i=$((i + 1))
	drop "r$i" '{ "report": "hello", "deliver": ["desk", "hook", "mail"] }'
done
i=0
while [ $i -lt "$KILLS" ]; do
	i=$((i + 1))
	sleep "$(awk -v i=$i -v s="$$" 'BEGIN { srand(s + i); printf "%.3f", 0.02 + rand() * 0.5 }')"
	die
	start
done
check "$JOBS"
echo "killed $KILLS times: told twice $(cat "$work/told.hook" "$work/told.mail" | awk '$1 == 2' | wc -l) of $((JOBS * 2)), given up in doubt $(deliveries failed)"

if strace -qq -o /dev/null true 2> /dev/null; then
	is_traced() { is_gone || ! grep -q '^TracerPid:.0$' "/proc/$service/status"; }
	has_ended() { is_gone || { all_recorded 3 && settled; }; }
	for call in $CALLS; do
		for point in $POINTS; do
			die
			rm -rf "$spool" "$work"/desk/* "$work"/hook/* "$work"/mail/*
			echo "--- $call, $point" >> "$work/log"
			start
			strace -f -qq -o /dev/null -e trace="$call" -e inject="$call:signal=KILL:when=$point" -p "$service" 2>> "$work/log" &
			tracer=$!
			wait_for 10 "strace" is_traced
			drop one '{ "report": "hello", "deliver": ["desk", "hook", "mail"] }'
			tries=100
			until has_ended 2> /dev/null || [ $tries -eq 0 ]; do
				tries=$((tries - 1))
				sleep 0.03
			done
			die
			wait "$tracer" 2>/dev/null || true
			start
			check 1
		done
	done
fi
stop || fail "exit status"
