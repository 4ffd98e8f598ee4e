# kill -9 of the service at any moment: each request comes out exactly once, and nobody is quarantined for it.
. "$(dirname "$0")/lib.sh"
n=0
for round in 1 2 3 4 5 6; do
	start
	for i in 1 2 3 4; do
		n=$((n + 1))
		report=hello
		[ $i != 3 ] || report=nowhere
		[ $i != 4 ] || report=slow
		drop r$n '{ "report": "'$report'" }'
	done
	# each round a little later: from before the claim to after the end
	waited=0
	while [ $waited -lt $((round * 3)) ]; do
		waited=$((waited + 1))
		sleep 0.03
	done
	stop KILL && fail "killed, and well?"
done
start
i=1
while [ $i -le $n ]; do
	wait_for 30 "r$i" is_over r$i
	i=$((i + 1))
done
stop || fail "exit status"
check_tidy
[ "$(find "$spool/outbox" -name '*.pdf' | wc -l)" = 18 ] || fail "PDFs: $(ls "$spool/outbox")"
[ "$(find "$spool/outbox" -name '*.json' | wc -l)" = 18 ] || fail "records"
[ "$(find "$spool/failed" -name '*.error.txt' | wc -l)" = 6 ] || fail "failures: $(ls "$spool/failed")"
[ "$(jobs_in done)" = 18 ] || fail "done in the ledger: $(jobs_in done)"
[ "$(jobs_in failed)" = 6 ] || fail "failed in the ledger: $(jobs_in failed)"

# What was written before the journal knew of it goes, also where the job then comes to nothing.
start
drop half '{ "report": "loop" }'
wait_for 30 "half to run" attempt_runs half 1
id=$(ask "select id from jobs where name = 'half'")
stop KILL && fail "killed, and well?"
echo half > "$spool/outbox/.$id.pdf.part"
start
cancel "$id"
stop || fail "exit status"
check_tidy
