# Documents of extremes: each ends in time and in bounded memory, as a PDF that is tagged right, or with an error that names the block.
. "$(dirname "$0")/../service/lib.sh"
config=$here/../faults/extremes/sitrep.lua
checker=${PDFCHECK:-$here/../../build/tests/pdfcheck}
cd "$work"

# NAME [ERROR]: what is refused must say so
extreme() {
	echo "{ \"report\": \"extremes\", \"params\": { \"what\": \"$1\" } }" > "$1.json"
	status=0
	timeout $((120 * patience)) "$SITREP" render -c "$config" "$1.json" -o "$1.pdf" > out 2> err || status=$?
	if [ -n "${2:-}" ]; then
		[ $status -eq 1 ] || fail "$1: exit status $status"
		grep -q "plugin.lua:[0-9]*: .*$2" err || grep -q "$2" err || fail "$1: $(cat err)"
		[ ! -e "$1.pdf" ] || fail "$1: a PDF of what was refused"
		return
	fi
	[ $status -eq 0 ] || fail "$1: exit status $status: $(head -c 2000 err)"
	[ "$(head -c 5 "$1.pdf")" = "%PDF-" ] || fail "$1: no PDF"
	[ ! -x "$checker" ] || [ "$(stat -c %s "$1.pdf")" -gt 2000000 ] || "$checker" "$1.pdf" || fail "$1: not tagged right"
}

for name in $(sed -n 's/^  \["\([a-z-]*\)"\].*/\1/p' "$here/../faults/extremes/plugins/extremes/plugin.lua"); do
	case $name in
	lists-in-lists | lists-of-lists | quotes-in-quotes) extreme "$name" 'nested deeper than' ;;
	breaks-without-end) extreme "$name" 'its limit is 3000' ;;
	box-in-narrow-column) extreme "$name" 'more words than a page has room for' ;;
	*) extreme "$name" ;;
	esac
done

# What had to be scaled, divided or left out is told.
extreme row-higher-than-page
grep -q 'a row is higher than a page' err || fail "a divided row is not told"
extreme chart-higher-than-page
grep -q 'chart is higher than a page' err || fail "a lowered chart is not told"
