# A further inbox whose server does not answer (an NFS mount that is "hard") keeps whoever asks for it waiting: whoever serves the spool's own
# inbox, and the start, must not ask. Here every call on that folder takes twenty seconds.
. "$(dirname "$0")/lib.sh"
if ! strace -qq -o /dev/null true 2> /dev/null; then
	echo "skipped: strace may not trace here"
	exit 0
fi
desk=$(realpath "$work")/desk
mkdir "$desk"
sed -e "s|plugins = { \"plugins\" }, reports = { \"reports\" }, templates = { \"|inboxes = { desk = \"$desk\" }, plugins = { \"$here/config/plugins\" }, reports = { \"$here/config/reports\" }, templates = { \"$here/config/|" \
	"$config" > "$work/sitrep.lua"
config=$work/sitrep.lua
mkdir -p "$spool"
began=$(date +%s)
# LeakSanitizer cannot work in what is traced.
ASAN_OPTIONS=detect_leaks=0 strace -f -qq -o "$work/trace" -P "$desk" -e trace=statfs,newfstatat,openat,statx -e inject=statfs,newfstatat,openat,statx:delay_enter=20000000 \
	"$SITREP" serve -c "$config" --spool "$spool" 2>> "$work/log" &
tracer=$!
at_end='kill -9 $(pgrep -P $tracer) $tracer 2> /dev/null'
wait_for 15 "the start" grep -q ': serving' "$work/log"
asked() { [ -s "$work/trace" ]; }
wait_for 15 "the inbox to be asked for" asked
i=0
while [ $i -lt 5 ]; do
	i=$((i + 1))
	drop "r$i" '{ "report": "hello" }'
	wait_for 10 "r$i, of the spool's own inbox" is_done "r$i"
done
[ "$(grep -c DELAYED "$work/trace")" -le $((($(date +%s) - began) / 20 + 2)) ] || fail "not one call of one thread at a time: $(cat "$work/trace")"
