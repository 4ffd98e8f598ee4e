# Requests stream in, and the host kills this machine at a moment of its own choosing, many times. sitrep.feed=FROM on the command line: go on
# with request FROM. sitrep.feed=no: all that was dropped comes out; then what came of it is looked at. A request counts as dropped once
# `sitrep submit` has said so and the host has heard of it.
. /opt/campaign/vm/lib.sh
from=$(sed -n 's/.*sitrep\.feed=\([^ ]*\).*/\1/p' /proc/cmdline)
if [ "$from" = 1 ]; then
	configure
	systemctl enable -q sitrep
	sync
fi
systemctl start sitrep
wait_for 120 "the service after the death" is_active
[ "$(ask 'pragma quick_check')" = ok ] || fail "the ledger is damaged"

if [ "$from" != no ]; then
	echo "BORN $from"
	n=$from
	while :; do
		case $((n % 10)) in
		3) report=nowhere ;;
		5) report=wrong ;;
		7) report=slow ;;
		*) report=hello ;;
		esac
		echo "{ \"report\": \"$report\" }" > "/run/r$n.json"
		sitrep submit --spool $spool "/run/r$n.json" > /run/submit 2>&1 && echo "DROPPED r$n" || echo "NOT r$n: $(cat /run/submit)"
		n=$((n + 1))
	done
fi

mkdir -p /run/dropped
sed -n 's/^DROPPED //p' /run/campaign/dropped > /run/names || true
no_more() { [ "$(ask "select count(*) from jobs where state in ('accepted', 'running', 'retrying', 'publishing')")" = 0 ] && [ -z "$(find $spool/inbox -name '*.json')" ]; }
wait_for 900 "all that is open" no_more
systemctl stop sitrep || fail "stop"
lost=0
while read -r name; do
	is_over "$name" || { lost=$((lost + 1)) && echo "LOST $name"; }
	! { is_done "$name" && has_failed "$name"; } || fail "$name has two outcomes"
done < /run/names
[ $lost = 0 ] || fail "$lost lost"
[ -z "$(find $out $spool/failed -name 'r*-[0-9]*')" ] || fail "doubled: $(find $out $spool/failed -name 'r*-[0-9]*')"
[ "$(ask 'select count(*) - count(distinct folder || name) from jobs')" = 0 ] || fail "a request became two jobs"
[ "$(ask "select count(*) from jobs where state = 'quarantined'")" = 0 ] || fail "quarantined for the machine's death"
for pdf in $out/*.pdf; do
	[ "$(sha256sum < "$pdf" | cut -d' ' -f1)" = "$(jq -r .sha256 "${pdf%.pdf}.json")" ] || fail "$pdf is not what its record says"
done
for pdf in $(find $out -name '*.pdf' -printf '%s %p\n' | sort -u -k1,1n | cut -d' ' -f2); do qpdf --check "$pdf" > /run/qpdf 2>&1 || fail "$pdf: $(cat /run/qpdf)"; done
# What a `submit` that died had not dropped yet is nobody's, and may lie there.
left=$(find $spool/inbox $spool/claimed $out $spool/failed -name '.?*' ! -name '.submit-*' -o -path "$spool/claimed/*")
[ -z "$left" ] || fail "left over: $left"
[ "$(ask 'pragma integrity_check')" = ok ] || fail "the ledger is damaged"
setpriv --reuid=sitrep --regid=sitrep --clear-groups sitrep check --ledger > /run/check 2>&1 || fail "check --ledger: $(cat /run/check)"
said "$(wc -l < /run/names) dropped and heard of, $(ask 'select count(*) from jobs') in the ledger: $(ask "select count(*) from jobs where state = 'done'") done, $(ask "select count(*) from jobs where state = 'failed'") failed"
