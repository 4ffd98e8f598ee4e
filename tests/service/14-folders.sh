# A folder with a request.json is one request with what lies beside it: moved in, copied in slowly, failed, retried, refused.
. "$(dirname "$0")/lib.sh"
start
# folder NAME REQUEST: aside, to be moved in
folder() {
	mkdir -p "$work/$1/tables"
	printf '%s' "$2" > "$work/$1/request.json"
	printf 'Country,Ships\n"Georgia, Republic of",2\nUkraine,"3 ""old"""\n' > "$work/$1/tables/ships.csv"
	echo '{ "note": "from JSON" }' > "$work/$1/note.json"
	base64 -d > "$work/$1/dot.png" << 'PNG'
iVBORw0KGgoAAAANSUhEUgAAAAoAAAAKCAIAAAACUFjqAAAAEklEQVR4nGM4Y2yMBzGMSmNDAKCKd4nJvcsPAAAAAElFTkSuQmCC
PNG
	echo draft > "$work/$1/notes.txt~"
}
text_of() { pdftotext "$spool/outbox/$1.pdf" - | tr -s ' \n' ' '; }

folder moved '{ "report": "supplied" }'
mv "$work/moved" "$spool/inbox/moved"
wait_for 20 "the folder that was moved in" is_done moved
text_of moved | grep -q 'Georgia, Republic of 2' || fail "the table: $(text_of moved)"
text_of moved | grep -q '3 "old"' || fail "the quotes: $(text_of moved)"
text_of moved | grep -q 'from JSON' || fail "the JSON"
[ "$(pdfimages -list "$spool/outbox/moved.pdf" | tail -n +3 | wc -l)" = 1 ] || fail "the image"
for file in dot.png note.json tables/ships.csv; do
	sum=$(jq -r --arg p "request/$file" '.inputs[] | select(.path == $p) | .sha256' "$spool/outbox/moved.json")
	folder again '{}'
	[ "$sum" = "$(sha256sum < "$work/again/$file" | cut -d' ' -f1)" ] || fail "$file in the record"
done
jq -e '[.inputs[].path] | index("request/notes.txt~") == null' "$spool/outbox/moved.json" > /dev/null || fail "an editor's file"

# Written in place, slowly: taken once, when nobody writes any more. The table is open before there is a request: on a busy machine the time
# between two files may be longer than the quiet period.
mkdir "$spool/inbox/slow"
perl -e 'select(undef, undef, undef, 0.8)'    # empty, it is watched like any folder
{
	printf '{ "report": "supplied" }' > "$spool/inbox/slow/request.json"
	echo '{ "note": "beside it" }' > "$spool/inbox/slow/note.json"
	printf 'Country,Ships\n'; perl -e 'select(undef, undef, undef, 0.8)'; printf 'Moldova,0\n'
} > "$spool/inbox/slow/ships.csv"
wait_for 20 "the folder that was written slowly" is_done slow
text_of slow | grep -q 'beside it' || fail "an attachment was taken for a request: $(text_of slow)"
text_of slow | grep -q 'Moldova 0' || fail "not waited for: $(text_of slow)"
[ "$(ask "select count(*) from jobs where name = 'slow'")" = 1 ] || fail "taken twice"

# It fails whole, and can be tried again.
folder bad '{ "report": "supplied", "titel": "x" }'
mv "$work/bad" "$spool/inbox/bad"
wait_for 20 "the bad one" has_failed bad
says bad 'unknown key .titel'
says bad 'bad/request.json:1:25'
[ -f "$spool/failed/bad/request.json" ] && [ -f "$spool/failed/bad/tables/ships.csv" ] || fail "not as it was dropped"
folder wrong '{ "report": "supplied" }'
echo '{ broken' > "$work/wrong/note.json"
mv "$work/wrong" "$spool/inbox/wrong"
wait_for 20 "the one with a broken file" has_failed wrong
says wrong 'note.json:1:3'
cmp -s "$spool/failed/wrong/dot.png" "$work/again/dot.png" || fail "the image in failed"
"$SITREP" retry wrong --spool "$spool" > "$work/out" || fail "retry: $(cat "$work/out")"
wait_for 20 "the retried one" has_failed wrong-2
[ -f "$spool/failed/wrong-2/note.json" ] || fail "retried without its files"

# What is no plain file refuses the folder, which goes to failed as it is.
folder linked '{ "report": "supplied" }'
ln -s /etc/passwd "$work/linked/photo.png"
mv "$work/linked" "$spool/inbox/linked"
wait_for 20 "the one with a link" has_failed linked
says linked 'photo.png: a symbolic link'
[ -L "$spool/failed/linked/photo.png" ] || fail "not the very folder"
mkdir "$work/many" && printf '{ "report": "supplied" }' > "$work/many/request.json"
i=0
while [ $i -lt 101 ]; do echo x > "$work/many/f$i.txt"; i=$((i + 1)); done
mv "$work/many" "$spool/inbox/many"
wait_for 20 "the one with many files" has_failed many
says many 'more than 100 attachments'

# The commands take folders too, and give the same.
folder by-hand '{ "report": "supplied" }'
"$SITREP" check -c "$config" "$work/by-hand" > "$work/out" 2>&1 || fail "check: $(cat "$work/out")"
"$SITREP" render -c "$config" "$work/by-hand/" -o "$work/by-hand.pdf" > "$work/out" 2>&1 || fail "render: $(cat "$work/out")"
pdftotext "$work/by-hand.pdf" - | grep -q 'from JSON' || fail "render"
"$SITREP" submit --wait --spool "$spool" "$work/by-hand" > "$work/out" 2>&1 || fail "submit: $(cat "$work/out")"
is_done by-hand || fail "submit --wait"
"$SITREP" render -c "$config" "$work/bad" 2> "$work/out" && fail "rendered" || true

# Killed between claim and record: the folder is taken up.
folder killed '{ "report": "supplied" }'
stop KILL && fail "killed, and well?"
mv "$work/killed" "$spool/claimed/20260101000000000-aaaaaaaa,killed"
start
wait_for 20 "the one from claimed" is_done killed
stop || fail "exit status"
check_tidy
[ -z "$(ls -A "$spool/claimed")" ] || fail "left in claimed"
