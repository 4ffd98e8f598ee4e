# Packs: an empty Sitrep runs; packs make it one of a subject; what is wrong in one, or hostile, or in the way, is refused and leaves nothing.
. "$(dirname "$0")/lib.sh"

tree=$(cd "$here/../.." && pwd)
packs=$tree/reports/packs
mkdir "$work/empty"
config=$work/empty/sitrep.lua
cat > "$config" << end
return { plugins = {}, reports = {}, templates = { "$tree/templates" }, packs = "packs", schedules = "none.lua", spool = "../spool", reload_ms = 100,
  free_space_mb = 0 }
end
pack() { "$SITREP" pack "$@" -c "$config" > "$work/out" 2> "$work/err"; }
refused() { # refused WORDS COMMAND...
	words=$1
	shift
	pack "$@" && fail "not refused: $*" || [ $? -eq 2 ] || fail "exit status of $*"
	grep -q -- "$words" "$work/err" || fail "not told: $words: $(cat "$work/err")"
	[ -z "$(find "$work/empty/packs" -mindepth 1 -maxdepth 1 -name '.*' 2>/dev/null)" ] || fail "left over: $(ls -A "$work/empty/packs")"
}
count() { "$SITREP" loader -c "$config" | jq ".$1 | length"; }

"$SITREP" check -c "$config" > "$work/out" 2>&1 || fail "an empty Sitrep: $(cat "$work/out")"
[ "$(count plugins) $(count reports)" = "0 0" ] || fail "it is not empty"
start

# A pack that stands on another is refused until that is there; then a running service takes both up.
refused 'it stands on the pack "essentials"' add "$packs/nato-partnership"
refused 'there is no plugin "chart-from-csv"' add "$packs/service-operations"
pack add "$packs/essentials" || fail "$(cat "$work/err")"
pack add "$packs/nato-partnership" || fail "$(cat "$work/err")"
tar -C "$packs" -czf "$work/so.tar.gz" service-operations
pack add "$work/so.tar.gz" || fail "$(cat "$work/err")"
"$SITREP" check -c "$config" > "$work/out" 2>&1 || fail "$(cat "$work/out")"
wait_for 60 "the service to know the report" sh -c "'$SITREP' submit --wait --spool '$spool' -c '$config' '$tree/reports/samples/ukraine.json'"
"$SITREP" render -c "$config" "$packs/service-operations/sample" -o "$work/so.pdf" > "$work/out" 2>&1 || fail "$(cat "$work/out")"
stop || fail "exit $?"
pack list --json || fail "list"
[ "$(jq -r 'map(.name + " " + .version) | join(", ")' "$work/out")" = 'essentials 1.0.0, nato-partnership 1.0.0, service-operations 1.0.0' ] || fail "$(cat "$work/out")"

# All that the tree has is in a pack, but for what only tests use.
for part in plugins reports; do
	(cd "$tree/$part" && ls) | sed -n -e 's/\.lua$//' -e '/^[a-z-]*$/p' | grep -v -e '^specimen' -e '^samples$' -e '^packs$' -e '^library$' | sort > "$work/there"
	jq -r ".[].$part[]" "$work/out" | grep -v '^service-' | sort > "$work/packed"
	diff "$work/there" "$work/packed" || fail "$part that are in no pack, or in one and not there"
done

# Not twice; a newer version in its place, an older one not.
refused 'is there in version 1.0.0; this one is 1.0.0: the same' add "$packs/essentials"
cp -R "$packs/service-operations" "$work/so"
sed -i 's/1\.0\.0/1.10.0/' "$work/so/pack.lua"
pack add "$work/so" || fail "$(cat "$work/err")"
sed -i 's/1\.10\.0/1.9.2/' "$work/so/pack.lua"
refused 'is there in version 1.10.0; this one is 1.9.2: an older one' add "$work/so"
pack add "$work/so" --force || fail "$(cat "$work/err")"
grep -q '"1.9.2"' "$work/empty/packs/service-operations/pack.lua" || fail "--force"

# What could be seen without running it is wrong, too.
sed -i.bak 's/ctx\.label(/ctx.lable(/' "$work/so/plugins/service-summary/plugin.lua"
refused "plugin.lua:.*ctx has no 'lable'" add "$work/so" --force
mv "$work/so/plugins/service-summary/plugin.lua.bak" "$work/so/plugins/service-summary/plugin.lua"

# What is wrong within is told with its place, and the one that is there stays.
echo 'return {' > "$work/so/plugins/service-summary/plugin.lua"
refused "$work/so/plugins/service-summary/plugin.lua:1:8: " add "$work/so" --force
"$SITREP" check -c "$config" > "$work/out" 2>&1 || fail "$(cat "$work/out")"

# Names that are taken, manifests that are none.
new_pack() {
	rm -rf "$work/p"
	mkdir -p "$work/p/reports"
	echo "return { name = \"$1\", version = \"1.0\", summary = \"A test\" }" > "$work/p/pack.lua"
}
new_pack mine
cp "$tree/reports/supplied.lua" "$work/p/reports/"
refused 'there is one of the name "supplied" among the reports already' add "$work/p"
new_pack 'Not a name'
refused 'is no name' add "$work/p"
new_pack mine
sed -i 's/1\.0/1..0/' "$work/p/pack.lua"
refused 'is no version' add "$work/p"
new_pack mine
sed -i 's/summary/sumary/' "$work/p/pack.lua"
refused "did you mean \"summary\"" add "$work/p"
! grep -q 'is missing' "$work/err" || fail "told twice: $(cat "$work/err")"
new_pack mine
sed -i 's/summary/reports = { "mien" }, summary/' "$work/p/pack.lua"
refused 'pack.lua:1:.*there is no "mien" in ' add "$work/p"
cp "$tree/reports/supplied.lua" "$work/p/reports/"      # else the folder does not come along
tar -cf "$work/x.tar" -C "$work" p
refused 'x.tar/p/pack.lua:1:.*there is no "mien" in ' add "$work/x.tar"
new_pack mine
ln -s /etc/passwd "$work/p/reports/x.lua"
refused 'neither a file nor a folder' add "$work/p"
refused 'there is no pack.lua' add "$tree/templates"
refused 'there is no such pack' add "$work/none.tar"
echo x > "$work/x.tar"
refused 'x.tar' add "$work/x.tar"

# Archives that would write elsewhere, or are no files.
mkdir -p "$work/evil/p"
cp "$packs/service-operations/pack.lua" "$work/evil/p/"
echo out > "$work/evil/out"
tar -C "$work/evil/p" -cPf "$work/evil.tar" pack.lua ../out
refused 'would lie outside of it' add "$work/evil.tar"
tar -C "$work/evil/p" -cPf "$work/evil.tar" pack.lua "$work/evil/out"
refused 'would lie outside of it' add "$work/evil.tar"
ln -s /etc "$work/evil/p/plugins"
tar -C "$work/evil/p" -cf "$work/evil.tar" pack.lua plugins
refused 'a link or device' add "$work/evil.tar"
rm "$work/evil/p/plugins"
ln "$work/evil/p/pack.lua" "$work/evil/p/same.lua"
tar -C "$work/evil/p" -cf "$work/evil.tar" pack.lua same.lua
refused 'a link or device' add "$work/evil.tar"
head -c 700 "$work/so.tar.gz" > "$work/torn.tar.gz"
refused 'torn.tar.gz' add "$work/torn.tar.gz"
cp -R "$packs/essentials" "$work/rooted"
tar -C "$work" -cf "$work/rooted.tar" rooted
refused 'may not have a root' add "$work/rooted.tar"

# What something needs stays, unless it is forced.
refused 'something needs it' remove essentials
[ -e "$work/empty/packs/essentials/pack.lua" ] || fail "it is gone all the same"
refused 'there is no pack "none"' remove none
refused 'did you mean "essentials"' remove esentials
new_pack mine
echo 'return { name = "alone", title = "Alone", template = "briefing", sections = { { "supplied" } } }' > "$work/p/reports/alone.lua"
pack add "$work/p" || fail "$(cat "$work/err")"
grep -qx "mine 1.0: 0 plugins, 1 report, 0 templates; in $work/empty/packs/mine" "$work/out" || fail "$(cat "$work/out")"
pack remove mine || fail "$(cat "$work/err")"
pack remove service-operations || fail "$(cat "$work/err")"
pack remove nato-partnership || fail "$(cat "$work/err")"
pack remove essentials || fail "$(cat "$work/err")"
[ -z "$(ls -A "$work/empty/packs")" ] || fail "left over: $(ls -A "$work/empty/packs")"
[ "$(count plugins) $(count reports)" = "0 0" ] || fail "it is not empty again"
