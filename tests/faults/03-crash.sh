# SIGKILL at random moments under load: of the service, of a slot, of a job's child. Afterwards each request has come out
# exactly once, no PDF is damaged, and nothing half done is left. KILLS and SEED make it a campaign (`make crash N=…`).
. "$(dirname "$0")/../service/lib.sh"
config=$here/../service/config/sitrep.lua
: "${KILLS:=24}" "${SEED:=$(date +%s)}"
echo "SEED=$SEED"
seed=$SEED n=0 good=0 bad=0 kills=0 services=0 bad_names="''"

# random N: $r below N. A shell of its own would lose the seed.
random() {
	seed=$(((seed * 1103515245 + 12345) % 2147483648))
	r=$((seed / 65536 % $1))
}

drop_some() {
	for i in 1 2 3 4; do
		n=$((n + 1))
		random 10
		case $r in
		0) bad=$((bad + 1)) report=nowhere bad_names="$bad_names, 'r$n'" ;;
		1) bad=$((bad + 1)) report=wrong bad_names="$bad_names, 'r$n'" ;;
		2 | 3) good=$((good + 1)) report=slow ;;
		*) good=$((good + 1)) report=hello ;;
		esac
		drop "r$n" '{ "report": "'$report'" }'
	done
}

# When a process began: its number is given to others afterwards, perhaps to another service's slot.
born() { sed -n 's/.*) //p' "/proc/$1/stat" 2> /dev/null | cut -d' ' -f20; }

kill_child() {
	slots=$(pgrep -P "$service" || true)
	for slot in $slots; do
		for child in $(pgrep -P "$slot" || true); do
			kill -9 "$child" 2> /dev/null || true
			return
		done
	done
}

kill_slot() {
	for slot in $(pgrep -P "$service" || true); do
		kill -9 "$slot" 2> /dev/null || true
		return
	done
}

start
while [ $kills -lt "$KILLS" ]; do
	drop_some
	random 400
	perl -e 'select(undef, undef, undef, $ARGV[0] / 1000)' "$r"    # the moment is what is random here
	for slot in $(pgrep -P "$service" || true); do echo "$slot $(born "$slot")" >> "$work/slots"; done
	random 4
	case $r in
	0) kill_child ;;
	1) kill_slot ;;
	2) stop TERM || fail "exit status at SIGTERM"; start; services=$((services + 1)) ;;
	*) stop KILL && fail "killed, and well?"; start; services=$((services + 1)) ;;
	esac
	kills=$((kills + 1))
done

i=1
while [ $i -le $n ]; do
	wait_for 60 "r$i" is_over "r$i"
	i=$((i + 1))
done
stop || fail "exit status"
check_tidy

# Exactly once each: no second name, no request on both sides, and the ledger says the same.
[ -z "$(find "$spool/outbox" "$spool/failed" -name 'r*-[0-9]*')" ] || fail "doubled: $(ls "$spool/outbox" "$spool/failed")"
i=1
while [ $i -le $n ]; do
	! { is_done "r$i" && has_failed "r$i"; } || fail "r$i has two outcomes"
	i=$((i + 1))
done
pdfs=$(find "$spool/outbox" -name '*.pdf' | wc -l) records=$(find "$spool/outbox" -name '*.json' | wc -l)
failed=$(find "$spool/failed" -name '*.error.json' | wc -l) texts=$(find "$spool/failed" -name '*.error.txt' | wc -l)
as_dropped=$(find "$spool/failed" -name 'r*.json' ! -name '*.error.json' | wc -l)
quarantined=$(jobs_in quarantined)
[ $((pdfs + failed)) = $n ] || fail "$pdfs PDFs and $failed failures of $n requests"
[ "$records" = "$pdfs" ] && [ "$texts" = "$failed" ] && [ "$as_dropped" = "$failed" ] || fail "$records records, $texts texts, $as_dropped requests"
[ "$(jobs_in done)" = "$pdfs" ] && [ $(($(jobs_in failed) + quarantined)) = "$failed" ] || fail "the ledger: $(jobs_in done) done"
[ "$(sqlite3 "$spool/ledger.db" 'select count(*) from jobs')" = $n ] || fail "jobs in the ledger"
# a kill of a child may be counted against its job, three of one job's may quarantine it, a bad one's too; nothing else may
given_up=$(ask "select count(*) from jobs where state = 'quarantined' and name not in ($bad_names)")
[ $((pdfs + given_up)) = $good ] || fail "$pdfs of $good good ones, $given_up quarantined"

for pdf in "$spool"/outbox/*.pdf; do
	record=${pdf%.pdf}.json
	[ "$(sha256sum < "$pdf" | cut -d' ' -f1)" = "$(jq -r .sha256 "$record")" ] || fail "$pdf is not what its record says"
	[ "$(head -c 5 "$pdf")" = "%PDF-" ] && tail -c 8 "$pdf" | grep -q '%%EOF' || fail "$pdf is torn"
done
# The same request gives the same bytes, but for its time: one of each size is enough for a reader's eyes.
for pdf in $(find "$spool/outbox" -name '*.pdf' -printf '%s %p\n' | sort -u -k1,1n | cut -d' ' -f2); do
	qpdf --check "$pdf" > "$work/out" 2>&1 || fail "$pdf: $(cat "$work/out")"
done
[ "$(sqlite3 "$spool/ledger.db" 'pragma integrity_check')" = ok ] || fail "the ledger is damaged"
# Those of a service that was killed see that it is gone.
slots_gone() {
	sort -u "$work/slots" | while read -r pid when; do
		[ -z "$when" ] || [ "$(born "$pid")" != "$when" ] || exit 1
	done
}
wait_for 20 "the slots to go with their services" slots_gone
[ -z "$(pgrep -f "serve -c $config --spool $spool" || true)" ] || fail "a service is left"
echo "$kills kills, $services of the service; $n requests: $pdfs done, $failed failed"
