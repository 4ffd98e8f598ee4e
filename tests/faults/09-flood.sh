# Many files dropped at once, more than inotify's queue holds: each is claimed once, at a pace that does not fall with their number, the
# service stays small, and gives its memory back when they are done. FILES makes it a campaign (`make flood`), without the rendering.
. "$(dirname "$0")/../service/lib.sh"
config=$here/../service/config/sitrep.lua
: "${FILES:=1000}" "${CAMPAIGN:=}"

memory() { sed -n "s/^$1:[^0-9]*\([0-9]*\) kB/\1/p" "/proc/$service/status"; }
known() { ask 'select count(*) from jobs' 2> /dev/null || echo 0; }
now_ms() { date +%s%3N; }
cpu_ticks() { awk '{ print $14 + $15 }' "/proc/$service/stat"; }

# Memory is measured without the sanitizers, which keep what is freed.
case $SITREP in */san/*) limited= ;; *) limited=1 ;; esac
within() { [ -z "$limited" ] || [ "$(memory "$1")" -le "$2" ]; }

start
idle=$(memory VmRSS)
mkdir "$spool/flood"
perl -e 'for my $i (1 .. $ARGV[1]) {
	open my $f, ">", "$ARGV[0]/f$i.json" or die $!; print $f qq({ "report": "hello", "priority": "bulk" }\n); close $f }' "$spool/flood" "$FILES"
began=$(now_ms) cpu=$(cpu_ticks)
perl -e 'for my $i (1 .. $ARGV[1]) { rename "$ARGV[0]/flood/f$i.json", "$ARGV[0]/inbox/f$i.json" or die $! }' "$spool" "$FILES"
dropped=$(now_ms) last=0 last_at=$began last_cpu=$cpu
while n=$(known) && [ "$n" -lt "$FILES" ]; do
	at=$(now_ms)
	[ $((at - began)) -lt $((60000 + FILES * 10)) ] || fail "$n of $FILES claimed after $(((at - began) / 1000)) s"
	if [ $((at - last_at)) -ge 5000 ]; then
		used=$(cpu_ticks)
		echo "$(((at - began) / 1000)) s: $n claimed, $(((n - last) * 1000 / (at - last_at)))/s, $(((used - last_cpu) * 10000 / (n - last + 1))) us of CPU each, $(memory VmRSS) kB"
		last=$n last_at=$at last_cpu=$used
	fi
	sleep 0.2
done
ended=$(now_ms)
echo "$FILES dropped in $((dropped - began)) ms, claimed in $((ended - began)) ms: $((FILES * 1000 / (ended - began)))/s, $((($(cpu_ticks) - cpu) * 10000 / FILES)) us of CPU each; load $(cut -d' ' -f1 /proc/loadavg)"
echo "memory: idle $idle kB, at most $(memory VmHWM) kB"
within VmHWM 153600 || fail "the service grew to $(memory VmHWM) kB"
names=$(ask 'select count(distinct name) from jobs')
[ "$names" -eq "$FILES" ] || fail "$names names of $FILES in the ledger"

if [ -z "$CAMPAIGN" ]; then
	all_done() { [ "$(jobs_in done)" -eq "$FILES" ]; }
	wait_for 170 "all of them to be done" all_done
	[ "$(find "$spool/outbox" -name 'f*.pdf' | wc -l)" -eq "$FILES" ] || fail "not one PDF each"
fi
wait_for 20 "the memory to be given back, of which it had $idle kB when it began" within VmRSS $((idle + 8192))
stop || fail "exit status at SIGTERM"
[ -n "$CAMPAIGN" ] || check_tidy
left=$(find "$spool/inbox" "$spool/claimed" -name '*.json' | wc -l)
[ "$left" -eq 0 ] || fail "$left files are left over"
