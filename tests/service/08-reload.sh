# SIGHUP: a broken change is refused and the last good configuration stays in use; a good one is used by the next job.
. "$(dirname "$0")/lib.sh"
cp -R "$here/config" "$work/config"
# Reloaded when it is told to: what is half written here is not looked at.
sed "s|../../../templates|$here/../../templates|; s|workers = 2|workers = 2, reload_ms = 0|" "$here/config/sitrep.lua" > "$work/config/sitrep.lua"
config=$work/config/sitrep.lua
start
drop before '{ "report": "hello" }'
wait_for 20 "before" is_done before
cp "$config" "$work/good.lua"
logged() { grep -q "$1" "$work/log"; }

echo 'return { wokers = 2 }' > "$config"
kill -HUP "$service"
wait_for 20 "the refusal" logged 'was not reloaded'
logged wokers || fail "it does not name the mistake"
drop meanwhile '{ "report": "hello" }'
wait_for 20 "the last good one to serve" is_done meanwhile

cp "$work/good.lua" "$config"
echo 'return { name = "hello", nonsense' > "$work/config/plugins/hello/plugin.lua"
kill -HUP "$service"
wait_for 20 "the second refusal" sh -c "[ \$(grep -c 'was not reloaded' '$work/log') = 2 ]"
drop still '{ "report": "hello" }'
wait_for 20 "the last good plugin to serve" is_done still

sed 's/Nothing to report/All is new/' "$here/config/plugins/hello/plugin.lua" > "$work/config/plugins/hello/plugin.lua"
kill -HUP "$service"
wait_for 20 "the new generation" logged 'was reloaded'
drop after '{ "report": "hello" }'
wait_for 20 "after" is_done after
pdftotext "$spool/outbox/after.pdf" - | grep -q 'All is new' || fail "the old plugin was used"
pdftotext "$spool/outbox/still.pdf" - | grep -q 'Nothing to report' || fail "half a change was used"
[ "$(jq -r .generation "$spool/outbox/before.json")" != "$(jq -r .generation "$spool/outbox/after.json")" ] || fail "generations"
# How many work at once changes with it, and no process is left over.
idle() { [ "$("$SITREP" status --spool "$spool" --json | jq -c '[.slots[] | select(.state == "idle") | .number]')" = "$1" ] && [ "$(pgrep -P "$service" | wc -l)" = "$2" ]; }
for change in '4 [1,2,3,4]' '1 [1]' '3 [1,2,3]'; do
	sed -i "s/workers = [0-9]*/workers = ${change% *}/" "$config"
	kill -HUP "$service"
	wait_for 30 "${change% *} slots" idle "${change#* }" "${change% *}"
done
drop last '{ "report": "hello" }'
wait_for 20 "one more" is_done last
stop || fail "exit status"
