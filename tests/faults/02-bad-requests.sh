# What careless and hostile people drop: each ends in failed/, as it was dropped, with an error for people and one for programs
# that say what, where and what to do; the next good one is served. The same through `check` and `render`.
. "$(dirname "$0")/../service/lib.sh"
config=$work/sitrep.lua
root=$here/../..
cat > "$config" <<END
return {
  plugins = { "$root/plugins" }, reports = { "$root/reports" }, templates = { "$root/templates" },
  workers = 1, free_space_mb = 0, stop_grace_ms = 20000,
  intake = { quiet_ms = 200, rescan_ms = 500, grace_ms = 300, max_bytes = 1000000 },
}
END
mkdir -p "$work/in"
cd "$work/in"

# request NAME WORDS PLACE: from standard input; WORDS the error must match, PLACE (line:column) where it is, - for none
request() {
	cat > "$1.json"
	printf '%s\t%s\t%s\n' "$1" "$3" "$2" >> "$work/table"
}

# no JSON
printf '' | request empty 'empty' -
printf ' \n\t\n' | request blank 'empty' -
printf '{ "report": "country-profile"' | request cut '' 1:30
printf '{\n  "report": "country-profile",\n}\n' | request comma '' 3:1
printf '{\n  "report": "country-profile"\n  "title": "x"\n}\n' | request no-comma '' 3:3
printf '{ report: "country-profile" }' | request bare-key '' 1:3
printf "{ 'report': 'country-profile' }" | request single-quotes '' 1:3
printf '{ "report": "country-profile" } { }' | request two-values '' 1:33
printf '{ "report": "country-profile", // why\n "params": {} }' | request comment '' 1:32
printf '{ "report": "country-profile", "title": "two\nlines" }' | request raw-newline '' 1
printf '{ "report": "country-profile", "title": "\\x41" }' | request bad-escape '' 1
printf '{ "report": "country-profile", "title": "\\ud800" }' | request lone-surrogate '' 1
printf '{ "report": "country-profile", "title": "a\\u0000b" }' | request escaped-nul '' 1
printf '{ "report": NaN }' | request nan '' 1:13
printf '{ "report": 01 }' | request leading-zero '' 1
printf 'report = country-profile\n' | request no-json '' 1:1
printf 'PK\003\004\000\000binary' | request zip '' 1
# encodings
printf '{ "report": "country-profile", "title": "caf\351" }' | request latin-1 'UTF-8' 1
printf '{ "report": "country-profile", "title": "\300\257" }' | request overlong 'UTF-8' 1
printf '{ "report": "country-profile" }' | iconv -t UTF-16LE | request utf-16le 'UTF-16' 1:2
printf '{ "report": "country-profile" }' | iconv -t UTF-16 | request utf-16 'UTF-16|UTF-8' -
printf '{ "report": "country-profile", "title": "a\000b" }' | request nul '' 1
# size and depth
head -c 200000 /dev/zero | tr '\0' '[' | request brackets 'nested|deep' 1
{ printf '{"report":'; head -c 300000 /dev/zero | tr '\0' '{' | sed 's/{/{"a":/g'; } | request braces 'nested|deep|larger|bytes' -
{ printf '{ "report": "country-profile", "params": { "country": "UA", "x": '; head -c 60 /dev/zero | tr '\0' '['; head -c 60 /dev/zero | tr '\0' ']'; printf ' } }'; } | request deep-param '' 1
{ printf '{ "report": "country-profile"'; i=0; while [ $i -lt 3000 ]; do printf ', "k%s": 1' $i; i=$((i + 1)); done; printf ' }'; } | request many-keys 'unknown key' 1
{ printf '{ "report": "country-profile", "params": { "country": "'; head -c 900000 /dev/zero | tr '\0' 'x'; printf '" } }'; } | request long-string 'country' 1
{ printf '{ "report": "partnership-briefing", "params": { "countries": ["UA"'; i=0; while [ $i -lt 20000 ]; do printf ', "UA"'; i=$((i + 1)); done; printf '] } }'; } | request many-countries 'UKR|UA|twice|more than' 1
printf '{ "report": "country-profile", "params": { "country": 1e999 } }' | request huge-number '' 1
# keys
printf '{ "report": "country-profile", "report": "country-profile", "params": { "country": "UA" } }' | request twice 'twice' 1:32
printf '{\n  "report": "country-profile",\n  "raport": 1,\n  "params": { "country": "UA" }\n}' | request unknown-key 'did you mean' 3:3
printf '{ "report": "country-profile", "params": { "country": "UA", "contry": 1 } }' | request unknown-param 'contry' 1:61
printf '{ }' | request no-report 'report' -
printf '[]' | request array 'object' 1:1
printf '"x"' | request string 'object' 1:1
printf 'null' | request null 'object' 1:1
printf '{ "report": null }' | request null-report 'report' 1:13
printf '{ "report": "" }' | request empty-report 'report' 1:13
printf '{ "report": "../country-profile" }' | request path-report 'report' 1:13
printf '{ "report": "country-profil", "params": { "country": "UA" } }' | request near-report 'country-profile' 1:13
printf '{ "report": "country-profile" }' | request no-param 'country' -
# values
printf '{ "report": "country-profile", "params": { "country": "France" } }' | request ally 'France|FRA' 1:55
printf '{ "report": "country-profile", "params": { "country": "Atlantis" } }' | request atlantis 'Atlantis' 1:55
printf '{ "report": "country-profile", "params": { "country": "Ukrane" } }' | request near-country 'Ukraine' 1:55
printf '{ "report": "country-profile", "params": { "country": ["UA"] } }' | request list-country 'country' 1:55
printf '{ "report": "country-profile", "params": { "country": "UA" }, "as_of": "1980-01-01" }' | request before '1980-01-01' 1:72
printf '{ "report": "country-profile", "params": { "country": "UA" }, "as_of": "2999-01-01" }' | request future '2999-01-01' 1:72
printf '{ "report": "country-profile", "params": { "country": "UA" }, "as_of": "2023-02-29" }' | request no-day '2023-02-29' 1:72
printf '{ "report": "country-profile", "params": { "country": "UA" }, "as_of": "1/2/2024" }' | request other-date 'YYYY-MM-DD|2026' 1:72
printf '{ "report": "country-profile", "params": { "country": "UA" }, "as_of": 20240101 }' | request number-date 'as_of' 1:72
printf '{ "report": "country-profile", "params": { "country": "UA" }, "language": "de" }' | request language 'de' 1:75
printf '{ "report": "country-profile", "params": { "country": "UA" }, "output": { "conformance": ["pdf/x-4"] } }' | request conformance 'pdf/x-4' 1
printf '{ "report": "country-profile", "params": { "country": "UA" }, "output": { "paper": "napkin" } }' | request paper 'a4' 1:84
printf '{ "report": "country-profile", "params": { "country": "UA" }, "sections": [] }' | request no-sections 'sections' 1
printf '{ "report": "country-profile", "params": { "country": "UA" }, "sections": ["nowhere"] }' | request section 'nowhere' 1:76
printf '{ "report": "country-profile", "params": { "country": "UA" }, "priority": "at once" }' | request priority 'priority' 1
printf '{ "report": "country-profile", "params": { "country": "UA" }, "data": { "nothing": [] } }' | request data 'nothing' 1
n=0
for name in ../x /etc/x a/../../b . .. '' .hidden 'a\nb' 'a\u0000b' 'x.error' 'x.tmp' 'x~' 'a\tb' '\u202egnp' "$(head -c 300 /dev/zero | tr '\0' 'n')"; do
	n=$((n + 1))
	printf '%s' '{ "report": "country-profile", "params": { "country": "UA" }, "output": { "name": "'"$name"'" } }' | request output-$n 'output.name|escape|zero|U.0000' 1
done

# The three readers of a request say the same: 2, and never a PDF.
while IFS="	" read -r name place words; do
	status=0
	timeout $((60 * patience)) "$SITREP" check -c "$config" "$name.json" > "$work/out" 2> "$work/err" || status=$?
	[ $status -eq 2 ] || { echo "check $name: exit status $status: $(head -c 600 "$work/err")"; bad=1; continue; }
	grep -Eq -- "$words" "$work/err" || { echo "check $name does not say '$words': $(head -c 600 "$work/err")"; bad=1; }
	case $place in
	-) grep -q "^$name.json" "$work/err" ;;
	*) grep -q "^$name.json:$place" "$work/err" && grep -q '^ *^$' "$work/err" ;;
	esac || { echo "check $name: not at $place, or no caret: $(head -c 600 "$work/err")"; bad=1; }
	[ "$(wc -c < "$work/err")" -lt 100000 ] || { echo "check $name says too much"; bad=1; }
done < "$work/table"
[ -z "${bad-}" ] || fail "see above"
for name in comma ally output-1; do
	"$SITREP" render -c "$config" $name.json > "$work/out" 2> "$work/err" && fail "$name was rendered" || [ $? -eq 2 ] || fail "exit status of render $name"
	[ ! -e $name.pdf ] || fail "a PDF of $name"
done

start
while IFS="	" read -r name place words; do
	cp "$name.json" "$spool/inbox/.dropping"
	mv "$spool/inbox/.dropping" "$spool/inbox/$name.json"
done < "$work/table"
truncate -s 1G "$spool/inbox/.dropping"
mv "$spool/inbox/.dropping" "$spool/inbox/gigabyte.json"
drop good '{ "report": "country-profile", "params": { "country": "UA" } }'
drop sub/good '{ "report": "country-profile", "params": { "country": "UA" } }'
drop sub/deeper/bad '{ "report": "country-profile", "params": { "country": "Atlantis" } }'
wait_for 60 "the good one" is_done good
wait_for 30 "the good one in a folder" is_done sub/good
wait_for 30 "the bad one in a folder" has_failed sub/deeper/bad
while IFS="	" read -r name place words; do
	wait_for 30 "$name" has_failed "$name"
	cmp -s "$name.json" "$spool/failed/$name.json" || fail "$name.json is not as it was dropped"
	grep -Eq -- "$words" "$spool/failed/$name.error.txt" || fail "$name.error.txt: $(cat "$spool/failed/$name.error.txt")"
	[ "$place" = - ] || grep -q "^$name.json:$place" "$spool/failed/$name.error.txt" || fail "$name.error.txt: not at $place"
	jq -e '.errors | length >= 1 and all(.message != "")' "$spool/failed/$name.error.json" > /dev/null || fail "$name.error.json"
	[ "$place" = - ] || jq -e '.errors[0].line >= 1 and .errors[0].column >= 1' "$spool/failed/$name.error.json" > /dev/null || fail "$name.error.json has no place"
done < "$work/table"
wait_for 30 "the gigabyte" has_failed gigabyte
says gigabyte 1073741824
[ "$(stat -c %s "$spool/failed/gigabyte.json")" = 1073741824 ] || fail "the gigabyte is not as it was dropped"
high=$(awk '/^VmHWM/ { print $2 }' "/proc/$service/status")
case $SITREP in */san/*) ;; *) [ "$high" -lt 65536 ] || fail "the service took $high kB" ;; esac
[ -z "$(find "$work" -name '*.pdf' ! -path "$spool/outbox/*")" ] || fail "a PDF escaped: $(find "$work" -name '*.pdf')"
stop || fail "exit status"
check_tidy
