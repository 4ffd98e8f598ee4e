# What is issued goes to the folders that its request names: whole, once, under its name, whatever becomes of the outbox and whatever is in
# the way; a folder that is away is waited for and keeps no other waiting.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/deliver.sh"
with_targets "desk = { kind = 'folder', path = '$work/desk', name = '{year}/{name}', mode = '0644', retry_seconds = 0.1 },
  away = { kind = 'folder', path = '$work/mount', record = false, retry_seconds = 0.1 },
  latest = { kind = 'folder', path = '$work/desk', name = 'latest', on_conflict = 'replace', record = false }"
start
drop one '{ "report": "hello", "as_of": "2026-03-01", "deliver": ["desk", "latest"] }'
wait_for 20 "the report" is_done one
wait_for 20 "two deliveries" are delivered 2
cmp "$work/desk/2026/one.pdf" "$spool/outbox/one.pdf" || fail "another PDF"
cmp "$work/desk/latest.pdf" "$spool/outbox/one.pdf" || fail "another latest"
[ "$(jq -r .sha256 "$work/desk/2026/one.json")" = "$(sha256sum < "$work/desk/2026/one.pdf" | cut -c1-64)" ] || fail "record"
[ "$(stat -c %a "$work/desk/2026/one.pdf")" = 644 ] || fail "mode $(stat -c %a "$work/desk/2026/one.pdf")"
[ "$(jq -c .deliver "$spool/outbox/one.json")" = '["desk","latest"]' ] || fail "the record does not say where it goes"
"$SITREP" status -c "$config" --spool "$spool" one | grep -q "$work/desk/2026/one.pdf" || fail "status does not say where it went"
let_go() { [ -z "$(ls -A "$spool/sending" 2>/dev/null)" ]; }
wait_for 10 "what is held to be let go of" let_go

# The same name again: a number, and latest is replaced.
drop one '{ "report": "hello", "as_of": "2026-03-01", "title": "Another", "deliver": ["desk", "latest"] }'
wait_for 20 "the second" are delivered 4
ls "$work/desk/2026" | tr '\n' ' ' | grep -q '^one-2.json one-2.pdf one.json one.pdf $' || fail "files: $(ls "$work/desk/2026")"
cmp "$work/desk/latest.pdf" "$spool/outbox/one-2.pdf" || fail "latest is not the latest"

# A folder that is away: waited for, and the other delivered at once; whoever takes the PDF out of the outbox does no harm.
drop three '{ "report": "hello", "deliver": ["away", "desk"] }'
wait_for 20 "the other target" are delivered 3 desk
mv "$spool/outbox/three.pdf" "$work/taken.pdf"
waits() { error_of away | grep -q "there is no folder $work/mount"; }
wait_for 10 "an attempt in vain" waits
"$SITREP" status -c "$config" --spool "$spool" | grep -q "there is no folder" || fail "status does not say what is waited for"
mkdir "$work/mount"
wait_for 10 "the delivery" are delivered 1 away
cmp "$work/mount/three.pdf" "$work/taken.pdf" || fail "three.pdf"
[ ! -e "$work/mount/three.json" ] || fail "a record that was not asked for"

# A name nobody knows is refused, with the nearest; one that the configuration loses is given up, and tried again when asked to.
drop four '{ "report": "hello", "deliver": ["dsk"] }'
wait_for 10 "the refusal" has_failed four
says four 'there is no target "dsk"'
says four 'did you mean "desk"?'
rm -rf "$work/mount"
drop five '{ "report": "hello", "deliver": ["away"] }'
wait_for 20 "the report" is_done five
wait_for 10 "an attempt" waits
with_targets "desk = { kind = 'folder', path = '$work/desk' }"
reload
wait_for 10 "the end of it" are failed 1 away
error_of away | grep -q 'no target of that name' || fail "error: $(error_of away)"
mkdir "$work/mount"
with_targets "away = { kind = 'folder', path = '$work/mount' }"
reload
"$SITREP" retry -c "$config" --spool "$spool" five --to away | grep -q 'to be delivered' || fail "retry"
wait_for 10 "the delivery" are delivered 2 away
test -f "$work/mount/five.pdf" || fail "five.pdf"
! "$SITREP" retry -c "$config" --spool "$spool" five --to away 2> "$work/refused" || fail "delivered twice"
grep -q "to 'away' is delivered" "$work/refused" || fail "refusal: $(cat "$work/refused")"
# To one that it never was for; not to one that there is not, nor what was not issued.
"$SITREP" retry -c "$config" --spool "$spool" four --to away 2> /dev/null && fail "delivered what was not issued"
"$SITREP" retry -c "$config" --spool "$spool" one --to awy 2> "$work/refused" && fail "a target that there is not"
grep -q "did you mean 'away'" "$work/refused" || fail "refusal: $(cat "$work/refused")"
"$SITREP" retry -c "$config" --spool "$spool" one --to away > /dev/null || fail "to another target"
wait_for 10 "the delivery" are delivered 3 away
cmp "$work/mount/one-2.pdf" "$spool/outbox/one-2.pdf" || fail "files: $(ls "$work/mount")"
[ -z "$(find "$work/desk" "$work/mount" -name '.*' -type f)" ] || fail "left over: $(find "$work/desk" "$work/mount" -name '.*')"
stop || fail "exit status"

# Whether a folder takes files is tried: of a file system that takes none modes say nothing to root; others are told by them.
with_targets "desk = { kind = 'folder', path = '$work/desk' }, none = { kind = 'folder', path = '/proc' }"
ls -A "$work/desk" > "$work/before"
"$SITREP" check -c "$config" --targets > "$work/said" 2>&1 && fail "nothing is wrong?"
grep -q "target desk: $work/desk answers" "$work/said" || fail "desk: $(cat "$work/said")"
grep -q "target 'none': \(cannot create /proc/\|path: cannot write into /proc:\)" "$work/said" || fail "none: $(cat "$work/said")"
ls -A "$work/desk" | cmp - "$work/before" || fail "left by the check: $(ls -A "$work/desk")"
