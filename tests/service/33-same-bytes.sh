# The same request, plugins, data, fonts and engine make the same bytes: as another user, in another place, zone and locale, with another
# environment and umask, in another order, from a cold process and from the warm slots of a service.
. "$(dirname "$0")/lib.sh"
tree=$here/../..
SOURCE_DATE_EPOCH=1796000000     # 2026-11-30T00:53:20Z
export SOURCE_DATE_EPOCH
# Of each template, in one language and two; SAMPLES=all for every sample there is (make same-bytes).
samples=${SAMPLES:-ukraine ukraine-letter key-facts-letter specimen-plain georgia-summits briefing-2026-bilingual}
# The briefing in two languages takes the sanitizers longer than a report has.
case $SITREP in */san/*) samples=${samples% briefing-2026-bilingual} ;; esac
[ "$samples" != all ] || samples=$(cd "$tree/reports/samples" && ls -d *.json | sed 's/\.json$//')
chmod 755 "$work"
mkdir -p "$work/here" "$work/there" "$work/elsewhere"
cp -R "$tree/config" "$tree/plugins" "$tree/reports" "$tree/templates" "$work/elsewhere"
cp "$SITREP" "$work/elsewhere/sitrep"
chmod -R a+rX "$work/elsewhere"
chmod 777 "$work/there"
as_nobody=
[ "$(id -u)" != 0 ] || as_nobody="setpriv --reuid=65534 --regid=65534 --clear-groups"
$as_nobody test -r "$work/elsewhere/config/sitrep.lua" || as_nobody=     # what is above the temporary folder may be closed to others

cd "$tree"
for name in $samples; do
	TZ=UTC LC_ALL=C "$SITREP" render "reports/samples/$name.json" -o "$work/here/$name.pdf" > /dev/null 2> "$work/err" || fail "$name: $(cat "$work/err")"
done
cd "$work/there"
for name in $(echo "$samples" | tr ' ' '\n' | sort -r); do
	(umask 077; env -i PATH=/usr/bin:/bin TZ=Pacific/Kiritimati LANG=C.UTF-8 LC_ALL=C.UTF-8 HOME="$work/there" USER=somebody COLUMNS=40 SOURCE_DATE_EPOCH=$SOURCE_DATE_EPOCH \
		$as_nobody "$work/elsewhere/sitrep" render -c "$work/elsewhere/config/sitrep.lua" "$work/elsewhere/reports/samples/$name.json" -o "$work/there/$name.pdf" > /dev/null 2> "$work/err") ||
		fail "$name elsewhere: $(cat "$work/err")"
	cmp "$work/here/$name.pdf" "$work/there/$name.pdf" || fail "$name is another elsewhere"
done

# Warm slots, that have rendered something else before; the day of the service's clock is another.
config=$work/elsewhere/config/sitrep.lua
export SITREP_FAKE_TIME=1799990000 TZ=America/St_Johns
start
mkdir -p "$spool/inbox"
for name in $(echo "$samples" | tr ' ' '\n' | sort -r); do
	cp "$tree/reports/samples/$name.json" "$spool/inbox/.$name.tmp"
	mv "$spool/inbox/.$name.tmp" "$spool/inbox/$name.json"
done
for name in $samples; do
	wait_for 120 "$name" is_over "$name"
	is_done "$name" || fail "$name: $(cat "$spool/failed/$name.error.txt")"
	cmp "$work/here/$name.pdf" "$spool/outbox/$name.pdf" || fail "$name is another from a warm slot"
done

# Another instant is another file; what the variable cannot mean is refused.
SOURCE_DATE_EPOCH=1796000001 "$SITREP" render -c "$config" "$tree/reports/samples/ukraine.json" -o "$work/later.pdf" > /dev/null 2>&1
SOURCE_DATE_EPOCH=1796000000 "$SITREP" render -c "$config" "$tree/reports/samples/ukraine.json" -o "$work/same.pdf" > /dev/null 2>&1
cmp -s "$work/later.pdf" "$work/same.pdf" && fail "the instant is not in the file"
SOURCE_DATE_EPOCH=soon "$SITREP" render -c "$config" "$tree/reports/samples/ukraine.json" -o "$work/soon.pdf" 2> "$work/err" && fail "soon was taken"
grep -q "SOURCE_DATE_EPOCH is 'soon'" "$work/err" || fail "$(cat "$work/err")"
