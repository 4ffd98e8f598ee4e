# Several inboxes, one of them on another file system and scanned alone; one that goes away and comes back; none keeps another waiting.
. "$(dirname "$0")/lib.sh"
desk=$work/desk
nas=$(mktemp -d /dev/shm/sitrep-nas.XXXXXX)
at_end='rm -rf "$nas"'
mkdir "$desk"
sed -e "s|plugins = { \"plugins\" }, reports = { \"reports\" }, templates = { \"|inboxes = { desk = \"$desk\", nas = \"$nas\" }, plugins = { \"$here/config/plugins\" }, reports = { \"$here/config/reports\" }, templates = { \"$here/config/|" \
	"$config" > "$work/sitrep.lua"
config=$work/sitrep.lua
start
put() {
	mkdir -p "$(dirname "$1")"
	printf '%s' "$2" > "$1.tmp"
	mv "$1.tmp" "$1"
}
good='{ "report": "hello" }'
put "$desk/a.json" "$good"
put "$nas/asia/b.json" "$good"
put "$spool/inbox/desk/a.json" "$good"
put "$nas/c.json" '{ "report": "helo" }'
ln -s /etc/hostname "$nas/link.json"
mkdir "$work/set" && printf '%s' "$good" > "$work/set/request.json" && echo x > "$work/set/x.txt" && mv "$work/set" "$desk/set"
for name in desk/a nas/asia/b desk/a-2 desk/set; do wait_for 20 "$name" is_done $name; done
for name in nas/c nas/link; do wait_for 20 "$name" has_failed $name; done
[ -L "$spool/failed/nas/link.json" ] || fail "the link was not carried over"
says nas/c 'nas/c.json:1:13'
nothing_left() { [ -z "$(find "$desk" "$nas" -type f)" ]; }
wait_for 20 "nothing to be left in them" nothing_left

# One is away: the others are served as fast as ever, and it is told of once.
mv "$desk" "$desk.away"
told() { grep -q "the inbox $desk is away" "$work/log"; }
wait_for 20 "it to be told" told
"$SITREP" status --spool "$spool" > "$work/out"
grep -q "^Kept waiting: the inbox $desk is away" "$work/out" || fail "status: $(cat "$work/out")"
put "$spool/inbox/d.json" "$good"
wait_for 20 "one meanwhile" is_done d
put "$desk.away/e.json" "$good"
put "$nas/f.json" "$good"
wait_for 20 "one from the other" is_done nas/f
! is_done desk/e || fail "served from where it is not configured"
[ "$(grep -c 'is away' "$work/log")" = 1 ] || fail "told again and again"
mv "$desk.away" "$desk"
wait_for 20 "what waited" is_done desk/e
wait_for 20 "it to be told that it is back" grep -q 'nothing is kept waiting' "$work/log"
is_well() { "$SITREP" status --spool "$spool" > "$work/out" && ! grep -q '^Kept waiting' "$work/out"; }
wait_for 20 "status to tell of nothing" is_well
put "$desk/g.json" "$good"
wait_for 20 "one after it is back" is_done desk/g

# What is claimed goes to no place that somebody's link leads to, and nothing there is taken for claimed.
echo precious > "$spool/outbox/20260101000000000-aaaaaaaa,x.json"
until ln -sT "$spool/outbox" "$desk/.claimed" 2> /dev/null; do rm -rf "$desk/.claimed"; done     # the service may make it anew in between
put "$desk/i.json" "$good"
told_link() { grep -q "the inbox $desk is not served: $desk/.claimed is no folder" "$work/log"; }
wait_for 20 "the link to be told" told_link
put "$nas/j.json" "$good"
wait_for 20 "one from the other" is_done nas/j
[ "$(cat "$spool/outbox/20260101000000000-aaaaaaaa,x.json")" = precious ] && [ -f "$desk/i.json" ] || fail "the link was followed"
rm "$desk/.claimed" "$spool/outbox/20260101000000000-aaaaaaaa,x.json"
wait_for 20 "what waited for the link to go" is_done desk/i

# The spool's own goes and is made anew.
mv "$spool/inbox" "$spool/inbox.old" && mkdir -p "$spool/inbox"
put "$spool/inbox/h.json" "$good"
wait_for 20 "one in the new inbox" is_done h

# Left by a kill in an inbox's own claimed folder.
stop KILL && fail "killed, and well?"
printf '%s' "$good" > "$nas/.claimed/20260101000000000-bbbbbbbb,left.json"
start
wait_for 20 "what the kill left" is_done nas/left
[ -z "$(ls -A "$nas/.claimed")" ] || fail "left in claimed"

# By scanning alone: what is written in two strokes is taken when it was quiet. Where the machine kept the second from coming in time it says
# nothing, and comes again.
stop || fail "exit status"
sed -i 's|intake = {|intake = { watch = "poll",|; s|quiet_ms = 200|quiet_ms = 2000|' "$config"
start
n=0 began=0
until [ $n -gt 0 ] && [ $(($(date +%s%3N) - began)) -lt 1500 ]; do
	n=$((n + 1)) began=$(date +%s%3N)
	printf '{ "report": ' > "$spool/inbox/slow$n.json"
	perl -e 'select(undef, undef, undef, 0.1)'
	printf '"hello" }' >> "$spool/inbox/slow$n.json"
done
wait_for 20 "one by polling" is_done slow$n
stop || fail "exit status"
check_tidy

# An inbox that is a folder of the spool, by whatever way: the configuration cannot know which spool is served. Nothing in it is taken.
ln -s "$spool/outbox" "$work/link"
sed -i "s|desk = \"$desk\"|desk = \"$work/link\"|" "$config"
before=$(ls "$spool/outbox")
start
refused() { "$SITREP" status -c "$config" --spool "$spool" | grep -q "^Kept waiting: the inbox $work/link is not served"; }
wait_for 20 "the inbox to be refused" refused
drop last "$good"
wait_for 20 "one in the spool's own" is_done last
perl -e 'select(undef, undef, undef, 1.5)'           # longer than the grace time and a scan
for name in $before; do [ -e "$spool/outbox/$name" ] || fail "$name was taken out of the outbox"; done
stop || fail "exit status"
