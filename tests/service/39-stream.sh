# A stream of changes starves no job: each is loaded beside what serves, changes that come meanwhile are taken up together, and jobs go on with the last
# good generation until the next is warm. Once seen: slots that took longer to get warm than it took until the next change were replaced for
# ever, and no job was begun for five minutes.
. "$(dirname "$0")/lib.sh"
cp -R "$here/config" "$work/config"
configure 's/workers = 2/workers = 2, reload_ms = 100/'
sed "s|\"$here/../service/config/|\"$work/config/|g" "$config" > "$work/config/sitrep.lua"
config=$work/config/sitrep.lua
hello=$work/config/plugins/hello/plugin.lua
cp "$hello" "$work/plugin.lua"
start
# Every slot takes two seconds and a half longer to get warm.
perl -MTime::HiRes=time -e '
	my %seen;
	while (kill 0, $ARGV[0]) {
		for my $tasks (glob "/proc/$ARGV[0]/task/*/children") {
			open my $f, "<", $tasks or next;
			for my $pid (split " ", <$f> // "") {
				open my $c, "<", "/proc/$pid/cmdline" or next;
				next if $seen{$pid} or (<$c> // "") !~ /\0worker\0/;
				$seen{$pid} = time + 2.5;
				kill STOP => $pid;
			}
		}
		for (grep { $seen{$_} and $seen{$_} <= time } keys %seen) { kill CONT => $_; $seen{$_} = 1e12 }
		select undef, undef, undef, 0.01;
	}' "$service" &
slowing=$!
n=0
while [ ! -e "$work/enough" ]; do
	n=$((n + 1))
	sed "s/Nothing to report/Words $n/" "$work/plugin.lua" > "$work/changed"
	mv "$work/changed" "$hello"
	sleep 1.5
done &
changing=$!
at_end='kill $slowing $changing 2> /dev/null'
reloads() { grep -c 'was reloaded' "$work/log" || true; }
taken() { [ "$(reloads)" -ge "$1" ]; }
for i in 1 2 3; do
	before=$(reloads)
	drop "one$i" '{ "report": "hello" }'
	drop "two$i" '{ "report": "hello" }'
	wait_for 15 "a job while changes come" is_done "one$i"
	wait_for 15 "the second" is_done "two$i"
	wait_for 60 "a change to be taken up" taken $((before + 1))
done
touch "$work/enough"
wait $changing
kill $slowing
at_end=
# The last of them is in use by and by.
last=$(grep -o 'Words [0-9]*' "$hello")
asked=0
says_last() {
	asked=$((asked + 1))
	drop "last$asked" '{ "report": "hello" }'
	wait_for 20 "last$asked" is_done "last$asked"
	pdftotext "$spool/outbox/last$asked.pdf" - | grep -q "$last"
}
wait_for 10 "the last change to be used" says_last
stop || fail "exit status"
