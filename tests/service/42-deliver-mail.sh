# E-mail against a real SMTP server, with TLS and a password, and through a local sendmail: whole for who reads it by another program,
# tried again when the server is busy, given up when it refuses, never sent in the open, told at most twice.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/deliver.sh"
make_certificate
serve_mail start --starttls "$work/tls.crt" "$work/tls.key" --auth sitrep open-sesame-77
port_start=$port
serve_mail over --tls "$work/tls.crt" "$work/tls.key" --auth sitrep open-sesame-77
port_tls=$port
serve_mail plain
port_plain=$port
printf 'open-sesame-77\n' > "$work/secrets/smtp"
printf 'wrong-password-1\n' > "$work/secrets/wrong"
cat > "$work/sendmail" << 'SH'
#!/bin/sh
printf '%s\n' "$@" > "$SENDMAIL_OUT.args"
cat > "$SENDMAIL_OUT"
[ ! -e "$SENDMAIL_OUT.stuck" ] || { echo $$ > "$SENDMAIL_OUT.pid"; sleep 600; }
if status=$(cat "$SENDMAIL_OUT.status" 2> /dev/null); then echo "as bidden" >&2; exit "$status"; fi
SH
chmod +x "$work/sendmail"
export SENDMAIL_OUT="$work/sent"
common="from = 'Büro Sitrep <sitrep@example.org>', retry_seconds = 0.2, ca = '$work/tls.crt'"
with_targets "mail = { kind = 'mail', server = '127.0.0.1:$port_start', user = 'sitrep', password = { file = '$work/secrets/smtp' }, $common,
    to = { 'desk@example.org', 'The \"B\" desk <b@example.org>' }, bcc = 'hidden@example.org', link = 'https://reports.example/{folder}{file}' },
  over = { kind = 'mail', server = '127.0.0.1:$port_tls', security = 'tls', user = 'sitrep', password = { file = '$work/secrets/smtp' }, $common, to = 'desk@example.org',
    subject = { en = 'Report: {title} ({pages} p.)', fr = 'Rapport : {title}' }, text = 'Read {file}.\n{series}\n' },
  plain = { kind = 'mail', server = '127.0.0.1:$port_plain', security = 'none', $common, to = 'desk@example.org', max_mb = 0, link = 'https://reports.example/{file}' },
  unsafe = { kind = 'mail', server = '127.0.0.1:$port_plain', $common, to = 'desk@example.org' },
  strange = { kind = 'mail', server = '127.0.0.1:$port_start', from = 'a@example.org', to = 'desk@example.org', retry_seconds = 0.1, tries = 2 },
  wrong = { kind = 'mail', server = '127.0.0.1:$port_start', user = 'sitrep', password = { file = '$work/secrets/wrong' }, $common, to = 'desk@example.org' },
  stuck = { kind = 'mail', sendmail = '$work/sendmail', from = 'a@example.org', to = 'desk@example.org', timeout_seconds = 1, retry_seconds = 600 },
  here = { kind = 'mail', sendmail = '$work/sendmail', $common, to = 'desk@example.org', cc = 'c@example.org' }"
got() { find "$work/$1" -name '*.json' | wc -l; }
# read_mail FILE PYTHON: what a mail program would see, as m, with its parts
read_mail() {
	/usr/bin/python3 - "$1" << PY
import email, email.policy, sys
m = email.message_from_binary_file(open(sys.argv[1], "rb"), policy=email.policy.default)
parts = [p for p in m.walk() if not p.is_multipart()]
$2
PY
}
start
drop été '{ "report": "hello", "title": "L’état de la région: ein sehr langer Titel, der über eine Zeile hinausgeht", "as_of": "2026-03-01", "deliver": ["mail"] }'
wait_for 20 "the mail" are delivered 1 mail
jq -e '.from == "sitrep@example.org" and .to == ["desk@example.org", "b@example.org", "hidden@example.org"] and .tls and .user == "sitrep"' "$work/start/001.json" > /dev/null || fail "$(cat "$work/start/001.json")"
read_mail "$work/start/001.eml" '
assert m["subject"] == "L’état de la région: ein sehr langer Titel, der über eine Zeile hinausgeht, 2026-03-01", m["subject"]
assert m["from"] == "Büro Sitrep <sitrep@example.org>", m["from"]
assert [a.addr_spec for a in m["to"].addresses] == ["desk@example.org", "b@example.org"], m["to"]
assert "hidden" not in str(m), "bcc shows"
assert m["auto-submitted"] == "auto-generated" and m["date"].datetime.year >= 2026
assert len(parts) == 2 and parts[1].get_content_type() == "application/pdf" and parts[1].get_filename() == "été.pdf", parts[1].get_filename()
text = parts[0].get_content()
assert "As of: 2026-03-01" in text and "https://reports.example/%C3%A9t%C3%A9.pdf" in text and "Series" not in text, text
open(sys.argv[1] + ".pdf", "wb").write(parts[1].get_content())
' || fail "the mail is not what it should be"
cmp "$work/start/001.eml.pdf" "$spool/outbox/été.pdf" || fail "another PDF"
"$SITREP" status -c "$config" --spool "$spool" été | grep -q 'desk@example.org, b@example.org' || fail "status does not say who got it"

# TLS from the first byte; words of its own; a local server without a password; a sendmail; each told once.
drop two '{ "report": "hello", "title": "Deux", "language": "fr", "deliver": ["over", "plain", "here"] }'
wait_for 20 "three deliveries" are delivered 4
jq -e '.tls and .user == "sitrep"' "$work/over/001.json" > /dev/null || fail "$(cat "$work/over/001.json")"
read_mail "$work/over/001.eml" '
assert m["subject"] == "Rapport : Deux", m["subject"]
assert parts[0].get_content() == "Read two.pdf.\n", repr(parts[0].get_content())' || fail "words of its own"
read_mail "$work/plain/001.eml" '
assert len(parts) == 1 and "https://reports.example/two.pdf" in parts[0].get_content() and "Pages : " in parts[0].get_content(), str(m)' || fail "linked"
read_mail "$work/sent" 'assert m["cc"] == "c@example.org" and parts[1].get_filename() == "two.pdf"' || fail "sendmail's"
[ "$(tr '\n' ' ' < "$work/sent.args")" = "-i -f sitrep@example.org -- desk@example.org c@example.org " ] || fail "sendmail's arguments"
! grep -q "$(printf '\r')" "$work/sent" || fail "sendmail got carriage returns"

# Never in the open, never to a stranger, not with a wrong password; said without it.
drop three '{ "report": "hello", "deliver": ["unsafe", "strange", "wrong"] }'
wait_for 20 "their ends" are failed 3
[ "$(got plain)" = 1 ] && [ "$(got start)" = 1 ] || fail "sent all the same"
error_of unsafe | grep -q -i 'tls\|ssl' || fail "unsafe: $(error_of unsafe)"
error_of strange | grep -q -i 'certificate' || fail "strange: $(error_of strange)"
error_of wrong | grep -q '535' || fail "wrong: $(error_of wrong)"

# Busy: again, the same message; a recipient refused: nobody gets it.
behave start data 451
drop four '{ "report": "hello", "deliver": ["mail"] }'
is_busy() { error_of mail | grep -q '451'; }
wait_for 20 "an attempt" is_busy
behave start
wait_for 60 "the mail" are delivered 2 mail
behave start rcpt 550
drop five '{ "report": "hello", "deliver": ["mail"] }'
wait_for 20 "the end" are failed 1 mail
error_of mail | grep -q '550' || fail "error: $(error_of mail)"
behave start

# Cut off before the message: again. Taken and cut off: told twice, under one Message-ID, and not a third time.
behave start drop-rcpt
drop six '{ "report": "hello", "deliver": ["mail"] }'
is_again() { [ "$(ask "select max(attempts) from deliveries where state = 'waiting'")" -ge 2 ] 2>/dev/null; }
wait_for 20 "attempts in vain" is_again
behave start
wait_for 60 "the mail" are delivered 3 mail
before=$(got start)
behave start drop-data
drop seven '{ "report": "hello", "deliver": ["mail"] }'
wait_for 30 "the end" are failed 2 mail
[ $(($(got start) - before)) = 2 ] || fail "told $(($(got start) - before)) times"
[ "$(grep -h -i '^Message-ID' "$work/start/00$((before + 1)).eml" "$work/start/00$((before + 2)).eml" | sort -u | wc -l)" = 1 ] || fail "two Message-IDs"
behave start

# A sendmail that cannot now, and one that never will.
echo 75 > "$work/sent.status"
drop eight '{ "report": "hello", "deliver": ["here"] }'
is_temporary() { error_of here | grep -q 'ended with status 75: as bidden'; }
wait_for 20 "an attempt" is_temporary
rm "$work/sent.status"
wait_for 60 "the mail" are delivered 2 here
echo 67 > "$work/sent.status"
drop nine '{ "report": "hello", "deliver": ["here"] }'
wait_for 20 "the end" are failed 1 here

# One that never ends is ended, with all that it began.
touch "$work/sent.stuck"
drop ten '{ "report": "hello", "deliver": ["stuck"] }'
is_stuck() { error_of stuck | grep -q 'it took longer than 1 s (timeout_seconds of the target'; }
wait_for 60 "its end" is_stuck
pid=$(cat "$work/sent.pid")
# Who began it is gone: whoever waits for it in a container may leave it dead.
ended() { ! grep -q '^State:[^Z]*$' "/proc/$pid/status"; }
wait_for 10 "the program's end" ended
rm "$work/sent.stuck"

# Checked: connects and logs in, and sends nothing.
before=$(got start)
! "$SITREP" check -c "$config" --targets > "$work/said" 2>&1 || fail "nothing is wrong?"
grep -q "target mail: 127.0.0.1:$port_start answers" "$work/said" || fail "check: $(cat "$work/said")"
grep -q "target 'wrong': .*535" "$work/said" && grep -q "hint: are the target's user and password the right ones" "$work/said" || fail "check: $(cat "$work/said")"
[ "$(got start)" = "$before" ] || fail "the check sent something"
"$SITREP" status -c "$config" --spool "$spool" --json >> "$work/said"
stop || fail "exit status"
! grep -r -a -l -e open-sesame-77 -e wrong-password-1 "$spool" "$work/log" "$work/said" || fail "a secret is told"

# What cannot be reached says what to look at; all of a target's secrets that are missing are told at once.
serve_mail last
with_targets "gone = { kind = 'mail', server = '127.0.0.1:1', security = 'none', from = 'a@example.org', to = 'b@example.org' },
  strange = { kind = 'mail', server = '127.0.0.1:$port', security = 'tls', from = 'a@example.org', to = 'b@example.org' },
  keys = { kind = 's3', endpoint = 'https://127.0.0.1:1', bucket = 'bkt', key_id = { env = 'SITREP_NONE' }, secret_key = { file = '/none' } }"
! "$SITREP" check -c "$config" --targets > "$work/said" 2>&1 || fail "nothing is wrong?"
for what in "target 'gone': 127.0.0.1:1: " 'hint: is it up, on that port' "target 'strange': " 'hint: does it speak TLS there' "target 'keys': key_id: " "target 'keys': secret_key: cannot open /none" 'hint: write the secret into it'; do
	grep -q "$what" "$work/said" || fail "no '$what' in: $(cat "$work/said")"
done
