# What is no plain request file is refused with a reason: links, pipes, folders, other names, too large, several names.
. "$(dirname "$0")/lib.sh"
start
ln -s /etc/hostname "$spool/inbox/link.json"
mkfifo "$spool/inbox/pipe.json"
head -c 100000 /dev/zero > "$spool/inbox/large.json"
printf '{ "report": "hello" }' > "$work/outside"
ln "$work/outside" "$spool/inbox/twice.json"
echo note > "$spool/inbox/notes.txt"
echo '{}' > "$spool/inbox/mine.error.json"
mkdir -p "$spool/inbox/1/2/3/4/5/6/7/8/folder"
for name in .hidden.json editor.json~ half.json.part half.json.tmp .x.json.swp; do
	echo '{ "report": "hello" }' > "$spool/inbox/$name"
done
for name in link pipe large twice notes.txt mine.error.json.dropped 1/2/3/4/5/6/7/8/folder; do
	wait_for 20 "$name" has_failed $name
done
says link 'symbolic link'
says pipe 'named pipe'
says large '100000 bytes'
says twice 'hard link'
says notes.txt 'does not end in .json'
says mine.error.json.dropped 'reserved'
says 1/2/3/4/5/6/7/8/folder 'a folder that is no request'
[ -L "$spool/failed/link.json" ] || fail "the link itself"
[ -d "$spool/failed/1/2/3/4/5/6/7/8/folder" ] || fail "the folder"
[ "$(cat "$spool/failed/notes.txt")" = note ] || fail "the notes"
for name in .hidden.json editor.json~ half.json.part half.json.tmp .x.json.swp; do
	[ -f "$spool/inbox/$name" ] || fail "$name was not left alone"
done
[ -z "$(ls "$spool/outbox")" ] || fail "something came out"
[ -z "$(ls -A "$spool/claimed")" ] || fail "left in claimed"
drop good '{ "report": "hello" }'
wait_for 20 "a good one after all that" is_done good
stop || fail "exit status"
