# What people of the service's group drop is theirs: a folder that it may not write into is told of, keeps nobody waiting, and is taken once it
# may; one that it cannot empty is taken, once, and the rest of it told of.
. "$(dirname "$0")/lib.sh"
if ! setpriv --reuid 61234 --regid 61234 --clear-groups -- test -x "$SITREP" 2> /dev/null; then
	echo "skipped: needs root, and a program that others may run"
	exit 0
fi
umask 022    # what is written here the service's user reads
user() { who=$1; shift; setpriv --reuid "$who" --regid 61234 --clear-groups -- "$@"; }
printf '#!/bin/sh\nexec setpriv --reuid 61234 --regid 61234 --clear-groups -- "%s" "$@"\n' "$SITREP" > "$work/sitrep"
chmod 755 "$work/sitrep"
SITREP=$work/sitrep
configure 's/return {/return { file_mode = "0660",/'
chmod 755 "$work" && mkdir "$spool" "$work/alice" && chown 61234:61234 "$spool" && chown 61235:61234 "$work/alice"
touch "$work/log"
start
# folder NAME MODE: of alice, with a folder in it
folder() {
	user 61235 sh -c 'cd "$1" && mkdir -p "$2/tables" && printf "%s" "{ \"report\": \"supplied\" }" > "$2/request.json" && echo "A,B" > "$2/tables/t.csv" &&
		chmod -R "$3" "$2" && mv "$2" "$4"' - "$work/alice" "$1" "$2" "$spool/inbox/$1"
}
folder closed u=rwX,g=rX,o=
told() { grep -q "$1" "$work/log"; }
wait_for 20 "the closed folder to be told" told "inbox/closed waits: the service may not move it out of the inbox (let its group write into the folder: chmod g+w)"
user 61235 sh -c 'echo "{ \"report\": \"hello\" }" > "$1/a" && ln "$1/a" "$2/inbox/beside.json" && rm "$1/a"' - "$work/alice" "$spool"
wait_for 20 "a file, found by a scan" is_done beside
folder open g+w
wait_for 20 "a folder of one's own" is_done open
[ "$(grep -c 'inbox/closed waits' "$work/log")" = 1 ] || fail "told again and again"
user 61235 chmod g+w "$spool/inbox/closed"
wait_for 20 "the folder that is closed no more" is_done closed
told "closed is recorded, and the service may not remove it" || fail "nothing is said of what is left"
wait_for 20 "that nothing waits" told "nothing is kept waiting"

# What is refused goes to failed/ as it is; retention leaves what it may not remove, tells of it, and goes on.
folder odd u=rwX,g=rX
wait_for 20 "it to wait" told "inbox/odd waits"
user 61235 sh -c 'ln -s /etc/hostname "$1/tables/link.csv" && chmod g+w "$1"' - "$spool/inbox/odd"
# One after the other, by the ledger: which of them is the oldest is what it says.
failed=0
for name in odd bad worse; do
	[ $name = odd ] || drop $name '{ "report": "none" }'
	failed=$((failed + 1))
	have_failed() { [ "$(jobs_in failed)" = $failed ]; }
	wait_for 20 "$name" have_failed
done
stop || fail "exit status"
[ "$(jobs_in done)" = 3 ] || fail "not once each"
sed -i 's/return {/return { retention = { failures_count = 1 },/' "$config"
start
wait_for 20 "what retention cannot remove to be told" told "cannot remove .*failed/odd"
gone() { [ ! -e "$spool/failed/bad.json" ] && [ -e "$spool/failed/worse.json" ]; }
wait_for 20 "the next to go" gone
[ -L "$spool/failed/odd/tables/link.csv" ] || fail "removed what may not be"
stop || fail "exit status"
