# Who got an edition gets its correction, and its withdrawal, in its place; one that is made once more because the disk damaged it is news to nobody.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/deliver.sh"
serve_mail mail
with_targets "desk = { kind = 'folder', path = '../desk', record = false },
  mail = { kind = 'mail', server = '127.0.0.1:$port', security = 'none', from = 'sitrep@example.org', to = 'desk@example.org' }"
sed -i "s|reports = {|reports = { '$root/reports', |; s|plugins = {|plugins = { '$root/plugins', |" "$config"
is_issued() { [ "$(ask "select count(*) from editions where series = '$1' and number = 1 and issued_ms > 0")" = 1 ]; }
edition() { "$SITREP" editions -c "$config" --spool "$spool" "$@" > "$work/said" 2>&1 || fail "editions $*: $(cat "$work/said")"; }
start
# The name is another's in the folder: the edition has a number there, and so has what takes its place.
echo "not ours" > "$work/desk/week.pdf"
drop week '{ "report": "hello", "series": "weekly", "title": "The week", "as_of": "2026-03-01", "deliver": ["desk", "mail"] }'
wait_for 20 "two deliveries" are delivered 2
cmp "$work/desk/week-2.pdf" "$spool/outbox/week.pdf" || fail "the edition: $(ls "$work/desk")"
grep -q '^Subject: The week, edition 1, 2026-03-01' "$work/mail/001.eml" || fail "subject: $(grep ^Subject "$work/mail/001.eml")"

edition correct weekly 1 --reason "A date was wrong"
wait_for 30 "the correction" are delivered 4
cmp "$work/desk/week-2.pdf" "$spool/outbox/week.pdf" || fail "the folder has the old one"
grep -q '^Subject: Corrected: The week, edition 1, 2026-03-01' "$work/mail/002.eml" || fail "subject: $(grep ^Subject "$work/mail/002.eml")"
grep -q 'Why: A date was wrong' "$work/mail/002.eml" || fail "reason: $(head -40 "$work/mail/002.eml")"

edition withdraw weekly 1 --reason "The source was wrong"
wait_for 30 "the withdrawal" are delivered 6
cmp "$work/desk/week-2.pdf" "$spool/outbox/week.pdf" || fail "the folder has no notice"
grep -q '^Subject: Withdrawn: The week, edition 1, 2026-03-01' "$work/mail/003.eml" || fail "subject: $(grep ^Subject "$work/mail/003.eml")"
[ "$(cat "$work/desk/week.pdf")" = "not ours" ] || fail "another's file was replaced"
[ "$(ls "$work/desk")" = "week-2.pdf
week.pdf" ] || fail "files: $(ls "$work/desk")"

# Corrected before it could be delivered: only the correction is.
with_away() {
	with_targets "away = { kind = 'folder', path = '$work/away', retry_seconds = 0.2 }"
	sed -i "s|reports = {|reports = { '$root/reports', |; s|plugins = {|plugins = { '$root/plugins', |" "$config"
}
stop || fail "exit status"
with_away
start
drop month '{ "report": "hello", "series": "monthly", "as_of": "2026-03-01", "deliver": ["away"] }'
wait_for 120 "the edition" is_issued monthly
edition correct monthly 1 --reason "A name was wrong"
wait_for 30 "the correction" are failed 1 away
error_of away | grep -q 'there is no folder\|^$' || fail "the correction: $(error_of away)"
mkdir "$work/away"
wait_for 20 "the delivery" are delivered 1 away
[ "$(ls "$work/away")" = "month.json
month.pdf" ] || fail "files: $(ls "$work/away")"
cmp "$work/away/month.pdf" "$spool/outbox/month.pdf" || fail "not the correction"
stop || fail "exit status"
with_targets "desk = { kind = 'folder', path = '../desk', record = false },
  mail = { kind = 'mail', server = '127.0.0.1:$port', security = 'none', from = 'sitrep@example.org', to = 'desk@example.org' }"
start

# Damaged in the outbox and made once more: delivered to those alone who did not get it.
drop other '{ "report": "hello", "deliver": ["desk", "mail"] }'
wait_for 120 "two deliveries" are delivered 9
stop || fail "exit status"
before=$(ask 'select count(*) from deliveries')
printf damaged > "$spool/outbox/other.pdf"
"$SITREP" check -c "$config" --spool "$spool" --ledger --mend > "$work/said" || fail "mend: $(cat "$work/said")"
start
# What is to be told stands in the transaction that ends the job.
remade() { is_done other && [ "$(ask "select count(*) from jobs where state != 'done'")" = 0 ]; }
wait_for 120 "the same again" remade
[ "$(ask 'select count(*) from deliveries')" = "$before" ] || fail "told again"
stop || fail "exit status"

# A run that was late, or before which others were missed: its edition's file is replaced, and not the notice of that.
with_targets "shelf = { kind = 'folder', path = '$work/shelf', record = false }" \
	'return { { name = "minutely", cron = "* * * * *", ends = "2026-03-01", deliver = { "shelf" }, notify = { "shelf" }, request = { report = "hello" } } }'
sed -i "s|reports = {|reports = { '$root/reports', |; s|plugins = {|plugins = { '$root/plugins', |" "$config"
mkdir "$work/shelf"
at() { SITREP_FAKE_TIME=$(date -u -d "$1" +%s) && export SITREP_FAKE_TIME; }
at 2026-03-01T23:50:10Z
start
knows() { [ "$(ask "select count(*) from schedules")" = 1 ]; }
wait_for 20 "the schedule to be known" knows
stop || fail "exit status"
at 2026-03-02T00:05:00Z
start
wait_for 60 "the edition, and that runs were missed" are delivered 2 shelf
edition withdraw minutely 1 --reason "It was late"
wait_for 60 "the withdrawal" are delivered 3 shelf
[ "$(ls "$work/shelf")" = "minutely-2026-03-01T2359.missed.txt
minutely-2026-03-01T2359.pdf" ] || fail "files: $(ls "$work/shelf")"
cmp "$work/shelf/minutely-2026-03-01T2359.pdf" "$spool/outbox/minutely-2026-03-01T2359.pdf" || fail "the folder has no notice of the withdrawal"
stop || fail "exit status"
