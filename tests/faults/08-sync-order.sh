# What a power cut could undo is synced before the next step rests on it: seen in the order of the service's own system calls, for a result, a
# failure and a folder, one after another.
. "$(dirname "$0")/../service/lib.sh"
config=$here/../service/config/sitrep.lua
if ! may_trace; then
	echo "skipped: strace may not trace here"
	exit 0
fi
start
spool=$(realpath "$spool")
mkdir "$work/set" && printf '{ "report": "supplied" }' > "$work/set/request.json" && echo '{ "note": "x" }' > "$work/set/x.json"

# trace WHAT: the calls from now on
trace() {
	strace -f -y -qq -s 300 -o "$work/trace.$1" -e trace=fsync,fdatasync,renameat2,rename,unlink,rmdir,unlinkat -p "$service" 2>> "$work/log" &
	tracer=$!
	wait_for 30 "strace" is_traced
}
# in_order WHAT: is each of them behind what it rests on?
in_order() {
	perl -e '
		my ($spool, $what, %open, @calls, @bad) = @ARGV;
		while (<STDIN>) {
			my ($pid, $rest) = /^(\d+)\s+(.*)/ or next;
			if ($rest =~ s/\s*<unfinished \.\.\.>$//) { $open{$pid} = $rest; next }
			if ($rest =~ /^<\.\.\. \w+ resumed>(.*)/) { $rest = delete($open{$pid}) . $1 }
			next unless $rest =~ /= 0$/;
			push @calls, ["sync", $1] if $rest =~ /^f(?:data)?sync\(\d+<([^>]*)>/;
			push @calls, ["move", $1, $2] if $rest =~ /^rename(?:at2)?\((?:AT_FDCWD[^,]*, )?"([^"]*)", (?:AT_FDCWD[^,]*, )?"([^"]*)"/;
			push @calls, ["gone", $1] if $rest =~ /^(?:unlink|rmdir)\("([^"]*)"/;
		}
		# the first call from $i on, in direction $d, that is $kind of $path
		sub find { my ($i, $d, $kind, $re) = @_; for ($i += $d; $i >= 0 && $i < @calls; $i += $d) { return $i if $calls[$i][0] eq $kind && $calls[$i][1] =~ $re } -1 }
		my $wal = qr/ledger\.db-wal$/; my $moves = 0;
		for my $i (0 .. $#calls) {
			my ($kind, $from, $to) = @{$calls[$i]};
			next unless $kind eq "move";
			(my $dir = $to) =~ s|/[^/]*$||; (my $source = $from) =~ s|/[^/]*$||;
			my $commit = find($i, 1, "sync", $wal); my $dirsync = find($i, 1, "sync", qr/^\Q$dir\E$/);
			$moves++;
			push @bad, "$to: its folder is not synced before the ledger rests on it" if $dirsync < 0 || $commit < 0 || $dirsync > $commit;
			if ($dir eq "$spool/claimed") {
				my $sourcesync = find($i, 1, "sync", qr/^\Q$source\E$/); my $gone = find($i, 1, "gone", qr/^\Q$to\E$/);
				push @bad, "$from: where it was is not synced before the ledger has it" if $sourcesync < 0 || $sourcesync > $commit;
				push @bad, "$to: removed before the ledger had it" if $gone < 0 || $gone < $commit;
			} elsif ($from =~ /\.(?:pdf|json|txt)\.part$/) {
				my $synced = find($i, -1, "sync", qr/^\Q$from\E$/);
				push @bad, "$from: named before it was synced" if $synced < 0;
				my $plan = find($i, -1, "sync", $wal);
				push @bad, "$to: named before the ledger had the plan" if $to =~ m|^\Q$spool\E/outbox/| && $plan < $synced;
			}
		}
		push @bad, "only $moves renames were seen" if $moves < 2;
		print "$what: $_\n" for @bad;
		exit(@bad > 0);' "$spool" "$1" < "$work/trace.$1"
}
settled() { [ "$(jobs_in done)" = "$1" ] && [ "$(jobs_in failed)" = "$2" ]; }
# traced WHAT DONE FAILED: so many jobs are over. The last calls may be still to come; what is out of order stays so.
traced() {
	wait_for 20 "the ledger" settled "$2" "$3"
	tries=200
	until in_order "$1" > /dev/null || [ $tries -eq 0 ]; do
		tries=$((tries - 1))
		sleep 0.05
	done
	kill -INT "$tracer"
	wait "$tracer" 2>/dev/null || true
	in_order "$1" || { cat "$work/trace.$1"; fail "$1"; }
}
trace result
drop good '{ "report": "hello" }'
wait_for 20 "the result" is_done good
traced result 1 0
trace failure
drop desk/bad '{ "report": "nowhere" }'
wait_for 20 "the failure" has_failed desk/bad
traced failure 1 1
trace folder
mv "$work/set" "$spool/inbox/set"
wait_for 20 "the folder" is_done set
traced folder 2 1
stop || fail "exit status"
