# A series while the service is killed: at any moment, then at single calls that change a disk. Every edition comes out exactly once,
# numbers have no gap, and each tells the right changes. ROUNDS, POINTS and CALLS make it a campaign.
. "$(dirname "$0")/lib.sh"
: "${ROUNDS:=10}" "${POINTS:=1 3 6}" "${CALLS:=renameat2 pwrite64 fsync}"
root=$here/../..
mkdir -p "$work/config"
cp -R "$here/config/plugins" "$here/config/reports" "$work/config/"
cp -R "$root/plugins/differing" "$root/plugins/withdrawal" "$work/config/plugins/"
cp "$root/reports/withdrawal.lua" "$work/config/reports/"
sed "s|templates = {[^}]*}|templates = { \"$root/templates\" }|" "$here/config/sitrep.lua" > "$work/config/sitrep.lua"
config=$work/config/sitrep.lua
# Of one day, all of them: which is before which is told by the number then, and they come in any order.
day=2026-01-15
# Each says another number of items, some of them fail.
items() { echo $(($1 * 7 % 11 + 1)); }
order() {
	if [ $(($1 % 5)) = 4 ]; then
		drop "e$1" '{ "report": "tally", "series": "weekly", "params": { "n": "none" } }'
	else
		drop "e$1" '{ "report": "tally", "series": "weekly", "as_of": "'$day'", "params": { "n": '"$(items "$1")"' } }'
	fi
}
pause() { sleep "0.$(printf %02d $(($(od -An -N1 -tu1 /dev/urandom) * 70 / 256)))"; }

# What the PDF of an edition must say, by what it and the one before it had.
check_series() {
	ask "select number, revision, name from editions where series = 'weekly' and issued_ms > 0 order by number, revision" > "$work/issued"
	number=0 before=0
	while IFS='|' read -r n revision name; do
		number=$((number + 1))
		[ "$n" = $number ] && [ "$revision" = 0 ] || fail "edition $number is $n.$revision: $(cat "$work/issued")"
		is_done "$name" || fail "edition $n has no files: $name"
		now=$(items "${name#e}")
		text=$(pdftotext "$spool/outbox/$name.pdf" - | tr '\n' ' ' | sed 's/  */ /g')
		case $number in
		1) expected="EDITION 1 AFTER none NOW $now " ;;
		*) expected="EDITION $n AFTER $((n - 1)) NOW $now THEN $before AS OF $day " ;;
		esac
		for i in 1 2 3 4 5 6 7 8 9 10 11 12; do
			if [ $number -gt 1 ] && [ $i -gt "$before" ] && [ $i -le "$now" ]; then expected="${expected}ADDED item $i; "; fi
			if [ $number -gt 1 ] && [ $i -gt "$now" ] && [ $i -le "$before" ]; then expected="${expected}REMOVED item $i; "; fi
		done
		[ $number = 1 ] || [ "$now" != "$before" ] || expected="${expected}NO CHANGE "
		case $text in *"$expected"*) ;; *) fail "$name, edition $n, does not say '$expected': $text" ;; esac
		before=$now
	done < "$work/issued"
	[ "$(ask "select count(*) from editions where issued_ms = 0")" = 0 ] || fail "plans are left: $(ask "select * from editions where issued_ms = 0")"
	[ "$(ask "select count(*) from dumps")" = "$(ask "select count(*) from editions")" ] || fail "dumps"
	[ "$(ask "select count(*) from jobs where is_behind = 1")" = 0 ] || fail "jobs that stand behind nobody"
}

n=0
for round in $(seq "$ROUNDS"); do
	start
	for i in 1 2 3; do
		n=$((n + 1))
		order $n
	done
	pause
	stop KILL && fail "killed, and well?"
done
start
for i in $(seq $n); do
	wait_for 30 "e$i" is_over "e$i"
done
have_ended() { [ $(($(jobs_in done) + $(jobs_in failed))) = $n ]; }
wait_for 30 "the ledger to have all their ends" have_ended
stop || fail "exit status"
check_tidy
good=$((n - (n + 1) / 5))
[ "$(find "$spool/outbox" -name '*.pdf' | wc -l)" = $good ] || fail "$good were to come, there are: $(ls "$spool/outbox")"
check_series
[ "$(wc -l < "$work/issued")" = $good ] || fail "editions: $(cat "$work/issued")"

if ! strace -qq -o /dev/null true 2> /dev/null; then
	echo "skipped: strace may not trace here"
	exit 0
fi
is_traced() { is_gone || ! grep -q '^TracerPid:.0$' "/proc/$service/status"; }
has_all() { is_over e1 && is_over e2 && is_over e3; }
has_ended() { is_gone || has_all; }
reissued() { [ "$(ask "select count(*) from editions where number = $1 and $2")" = 1 ]; }
has_reissued() { is_gone || { reissued 1 "revision = 1 and issued_ms > 0" && reissued 2 "withdrawn_ms > 0"; }; }
# under CALL POINT DONE COMMAND...: the service is killed at the call, or when DONE; then a fresh one is started
under() {
	strace -f -qq -o /dev/null -e trace="$1" -e inject="$1:signal=KILL:when=$2" -p "$service" 2>> "$work/log" &
	tracer=$!
	wait_for 10 "strace" is_traced
	ended=$3
	shift 3
	"$@"
	tries=100
	until $ended || [ $tries -eq 0 ]; do
		tries=$((tries - 1))
		sleep 0.03
	done
	kill -9 "$service" 2>/dev/null || true
	wait "$service" 2>/dev/null || true
	wait "$tracer" 2>/dev/null || true
	start
}
issued() { [ "$(ask "select count(*) from editions where issued_ms > 0")" = "$1" ]; }
three() { for i in 1 2 3; do order $i; done; }
again() {
	"$SITREP" editions correct weekly 1 --reason 'Why not.' -c "$config" --spool "$spool" > /dev/null 2>&1 || true
	"$SITREP" editions withdraw weekly 2 --reason 'Why not.' -c "$config" --spool "$spool" > /dev/null 2>&1 || true
}
for call in $CALLS; do
	for point in $POINTS; do
		rm -rf "$spool"
		echo "--- $call, $point" >> "$work/log"
		start
		under "$call" "$point" has_ended three
		wait_for 20 "all after $call $point" has_all
		wait_for 20 "their editions after $call $point" issued 3
		check_series
		old=$(ask "select name from editions where number = 1")
		sum=$(sha256sum < "$spool/outbox/$old.pdf")
		under "$call" "$point" has_reissued again
		# what the kill kept from being ordered is ordered now; what was is not ordered twice
		again
		wait_for 20 "the correction after $call $point" reissued 1 "revision = 1 and issued_ms > 0"
		wait_for 20 "the notice after $call $point" reissued 2 "withdrawn_ms > 0"
		stop || fail "exit status after $call $point"
		check_tidy
		# The first correction kept what was issued; if it was done before the second order, that kept the correction.
		[ "$(sha256sum < "$spool/superseded/$old.1.pdf")" = "$sum" ] || fail "what was corrected was not kept after $call $point"
		[ "$(find "$spool/outbox" -name '*.pdf' | wc -l)" = 3 ] || fail "after $call $point: $(ls "$spool/outbox")"
	done
done
