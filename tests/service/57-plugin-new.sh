# `sitrep plugin new`: what it makes works at once, by the very commands it names; names that cannot be had are refused.
. "$(dirname "$0")/lib.sh"

sitrep() { "$SITREP" "$@" -c "$config"; }
refused() {
	sitrep plugin new "$@" > "$work/out" 2> "$work/err" && status=0 || status=$?
	[ $status -eq 2 ] || fail "plugin new $*: exit $status: $(cat "$work/out" "$work/err")"
}

cd "$work"
sitrep plugin new river "my own" > told
sed -n '/^next:/,/^$/p' told | grep -F "    $SITREP " | grep -v ' watch ' > commands      # as it was called
[ "$(wc -l < commands)" = 2 ] || fail "the commands: $(cat told)"
while read -r command; do
	eval "sitrep ${command#"$SITREP "}" > out 2>&1 || fail "$command: $(cat out)"
done < commands
[ "$(head -c 5 sample.pdf)" = "%PDF-" ] || fail "no PDF"
grep -q '^3 tests, .* 0 failed' out || fail "the tests: $(cat out)"
sed -n '/^made/,/^$/p' told | sed -n 's/^    //p' | while read -r file; do
	[ -s "my own/$file" ] || fail "$file was told, and is not there"
done
sitrep plugin check --plugins "my own"/plugins river > out 2>&1 || fail "plugin check: $(cat out)"

refused river "my own"
grep -q 'is there already' err || fail "$(cat err)"
refused river --plugins "my own"/plugins
grep -q 'there is a plugin "river" already' err || fail "$(cat err)"
[ ! -e plugins ] || fail "something was made all the same"
for name in River 9a 'a b' a/b '' library api ../x; do
	refused "$name"
done
refused hello
refused loop x
