# A bad request never harms another: each ends in failed/ with place and reason, as it was dropped. Nor does a template that cannot be set
# with here: it is told when it is checked, and by the jobs that ask for it.
. "$(dirname "$0")/lib.sh"
cp -R "$here/config" "$work/config"
mkdir "$work/config/house"
echo 'return { name = "foreign", extends = "plain", fonts = { serif = { "No Such Serif" } } }' > "$work/config/house/foreign.lua"
sed "s|\"../../../templates\"|\"$here/../../templates\", \"house\"|" "$here/config/sitrep.lua" > "$work/config/sitrep.lua"
config=$work/config/sitrep.lua
"$SITREP" check -c "$config" > "$work/out" 2>&1 && fail "the foreign template is fine" || [ $? -eq 2 ] || fail "exit status"
grep -q "template 'foreign': the font family 'No Such Serif' (role 'serif') is not installed" "$work/out" || fail "$(cat "$work/out")"
start
drop foreign '{ "report": "hello", "output": { "template": "foreign" } }'
drop unknown '{ "report": "helo" }'
drop key '{ "report": "hello", "tilte": "x" }'
drop broken '{ "report": "hello", }'
drop empty ''
drop nested "$(head -c 60000 /dev/zero | tr '\0' '[')"
printf '{ "report": "hello", "title": "\377" }' > "$spool/inbox/bytes.json"
drop good '{ "report": "hello" }'
drop wrong '{ "report": "wrong" }'
for name in foreign unknown key broken empty nested bytes wrong; do
	wait_for 20 "$name" has_failed $name
	[ ! -e "$spool/outbox/$name.pdf" ] || fail "$name has a PDF"
	jq -e '.errors | length >= 1' "$spool/failed/$name.error.json" > /dev/null || fail "$name.error.json"
done
wait_for 20 "the good one" is_done good
says unknown 'unknown.json:1:13'
says unknown 'hello'
says key 'tilte'
says key 'title'
says broken 'broken.json:1:'
says wrong 'plugin.lua:7'
says foreign "the font family 'No Such Serif'"
[ "$(cat "$spool/failed/unknown.json")" = '{ "report": "helo" }' ] || fail "not as it was dropped"
stop || fail "exit status"
check_tidy
[ "$(jobs_in failed)" = 8 ] || fail "the ledger"
