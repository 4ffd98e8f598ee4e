# watch: what is changed is rendered anew, the last good PDF outlives a mistake, and what is not used does not count.
. "$(dirname "$0")/lib.sh"

mine=$work/mine
config=$work/sitrep.lua
echo "return { plugins = {}, reports = {}, templates = { \"$here/../../templates\" }, limits = { section_seconds = 60, report_seconds = 100 } }" > "$config"
mkdir -p "$mine/plugins/hello" "$mine/plugins/idle" "$mine/reports" "$mine/templates" "$work/requests" "$work/aside"
cat > "$mine/plugins/hello/plugin.lua" << 'end'
return {
  name = "hello", version = "1.0.0", api = 1, summary = "Says hello",
  build = function(ctx, doc)
    doc:heading("Hello")
    doc:prose("intro", {})
  end,
}
end
echo 'First words.' > "$mine/plugins/hello/intro.en.md"
sed -e 's/hello/idle/' -e '/prose/d' "$mine/plugins/hello/plugin.lua" > "$mine/plugins/idle/plugin.lua"
cat > "$mine/reports/hello.lua" << 'end'
return { name = "hello", title = "Hello", template = "plain", sections = { { "hello" } } }
end
cat > "$mine/templates/own.lua" << 'end'
return { name = "own", extends = "letter", fonts = { serif = { "Noto Sans" } } }
end
echo '{ "report": "hello", "as_of": "2026-01-31" }' > "$work/requests/hello.json"

"$SITREP" watch -c "$config" --plugins "$mine/plugins" --reports "$mine/reports" --templates "$mine/templates" -o "$work/hello.pdf" --json "$work/requests/hello.json" \
	> "$work/log.watch" 2>&1 &
service=$!

# put FILE: it is what standard input says, at once: between two strokes a busy machine leaves time to look. The folder beside is not watched.
put() { cat > "$work/aside/put" && mv "$work/aside/put" "$1"; }
# edit SED FILE
edit() { sed "$1" "$2" | put "$2"; }
turns() { grep -c '"event"' "$work/log.watch" || true; }
# turned N: so many results so far, and no more
turned() {
	wait_for 60 "result $1: $(cat "$work/log.watch")" sh -c "[ \$(grep -c '\"event\"' '$work/log.watch') -ge $1 ]"
	[ "$(turns)" -eq "$1" ] || fail "$(turns) results, not $1: $(cat "$work/log.watch")"
}
last() { tail -n 1 "$work/log.watch" | jq -er "$1"; }
shows() {
	[ "$(last .event)" = rendered ] || fail "not rendered: $(last .)"
	pdftotext "$work/hello.pdf" - | grep -q "$1" || fail "the PDF does not say: $1"
}

turned 1
shows 'First words'

echo 'Second words.' > "$mine/plugins/hello/intro.en.md"
turned 2
shows 'Second words'

# As editors do: another file takes the name, from within the folder or from elsewhere.
sed 's/"Hello"/"Greetings"/' "$mine/plugins/hello/plugin.lua" > "$mine/plugins/hello/.new"
mv "$mine/plugins/hello/.new" "$mine/plugins/hello/plugin.lua"
turned 3
shows 'Greetings'

# What is broken leaves the PDF as it is, and is told with its place.
before=$(sha256sum "$work/hello.pdf")
edit 's/doc:heading/doc:haeding/' "$mine/plugins/hello/plugin.lua"
turned 4
[ "$(last .event)" = failed ] && [ "$(last '.errors[0].line')" = 4 ] || fail "not told: $(last .)"
[ "$(last '.errors[0].file | endswith("plugins/hello/plugin.lua")')" = true ] || fail "no file: $(last .)"
[ "$before" = "$(sha256sum "$work/hello.pdf")" ] || fail "the last good PDF is gone"
echo 'return {' | put "$mine/plugins/hello/plugin.lua"
turned 5
[ "$(last .event)" = failed ] || fail "half a plugin was rendered"
cat > "$mine/plugins/hello/plugin.lua" << 'end'
return {
  name = "hello", version = "1.0.0", api = 1, summary = "Says hello",
  build = function(ctx, doc)
    doc:heading("Mended")
  end,
}
end
turned 6
shows 'Mended'

# The request itself, its mistake, and its mending; the report; the template.
echo '{ "report": "hello", "as_of": "2026-01-31", "titel": "x" }' > "$work/requests/hello.json"
turned 7
[ "$(last .event)" = failed ] && last '.errors[0].hint' | grep -q 'did you mean "title"' || fail "not told: $(last .)"
echo '{ "report": "hello", "as_of": "2026-01-31", "title": "Welcome" }' > "$work/requests/hello.json"
turned 8
shows 'Welcome'
edit 's/"plain"/"letter"/' "$mine/reports/hello.lua"
turned 9

# Fonts stay open between turns: others that the template wants are taken all the same.
has_face() { pdffonts "$work/hello.pdf" | grep -q "$1"; }
has_face NotoSerif-Regular || fail "no serif: $(pdffonts "$work/hello.pdf")"
edit 's/"letter"/"own"/' "$mine/reports/hello.lua"
turned 10
has_face NotoSans-Regular && ! has_face NotoSerif-Regular || fail "not the template's fonts: $(last .) $(pdffonts "$work/hello.pdf")"
edit 's/Noto Sans/Noto Serif/' "$mine/templates/own.lua"
turned 11
has_face NotoSerif-Regular || fail "not the template's fonts: $(last .) $(pdffonts "$work/hello.pdf")"

# What the report does not use, what editors leave lying about, and what only was touched, count for nothing: the next result is of what does.
echo '-- idle' >> "$mine/plugins/idle/plugin.lua"
echo x > "$mine/plugins/hello/plugin.lua~"
echo x > "$work/requests/other.json"
touch "$mine/plugins/hello/plugin.lua"
edit '' "$mine/reports/hello.lua"
echo '{ "report": "hello", "as_of": "2026-01-31", "title": "Nothing else" }' | put "$work/requests/hello.json"
turned 12
shows 'Nothing else'

# A text in another language is new here: its folder is looked at, also for what was not there.
put "$mine/plugins/hello/plugin.lua" << 'end'
return {
  name = "hello", version = "1.0.0", api = 1, summary = "Says hello",
  build = function(ctx, doc) doc:heading("With prose") doc:prose("more", {}) end,
}
end
turned 13
[ "$(last .event)" = failed ] || fail "prose that is not there was set"
echo 'Here it is.' > "$mine/plugins/hello/more.en.md"
turned 14
shows 'Here it is'

# A loop that does not end is given up for the change that ends it, and for Ctrl-C.
cp "$mine/plugins/hello/plugin.lua" "$work/aside/good.lua"
endless() { sed 's/doc:heading("With prose")/while true do end/' "$work/aside/good.lua" | put "$mine/plugins/hello/plugin.lua"; }
# Well within its loop: it has computed for a second, for which nothing else here takes long enough.
at_work() { for job in $(pgrep -P "$service"); do [ "$(sed 's/.*) //' "/proc/$job/stat" | cut -d' ' -f12)" -ge 100 ] && return 0; done; return 1; }
endless
wait_for 60 "the job to be at work" at_work
sed 's/With prose/Ended/' "$work/aside/good.lua" | put "$mine/plugins/hello/plugin.lua"
turned 15
shows 'Ended'
endless
wait_for 60 "the job to be at work" at_work
stop INT || fail "Ctrl-C is no failure: exit $?"

# Pages as images: one a page, those beyond the last go, those that are the same stay as they are.
put "$mine/plugins/hello/plugin.lua" << 'end'
return {
  name = "hello", version = "1.0.0", api = 1, summary = "Says hello",
  build = function(ctx, doc)
    doc:heading("One")
    for i = 1, 150 do doc:text("Paragraph " .. i .. ".") end
    doc:text("The end.")
  end,
}
end
: > "$work/log.watch"
"$SITREP" watch -c "$config" --plugins "$mine/plugins" --reports "$mine/reports" --templates "$mine/templates" -o "$work/hello.pdf" --json --png "$work/aside/png" --dpi 40 \
	"$work/requests/hello.json" > "$work/log.watch" 2>&1 &
service=$!
pages_are() { [ "$(ls "$work/aside/png" 2>/dev/null | wc -l)" -eq "$1" ]; }
turned 1
many=$(last .pages)
[ "$many" -gt 2 ] || fail "too few pages to tell: $many"
wait_for 20 "an image a page" pages_are "$many"
[ "$(od -An -c -N4 "$work/aside/png/page-001.png" | tr -d ' ')" = '211PNG' ] || fail "page-001.png is no PNG"
first=$(stat -c %i "$work/aside/png/page-001.png") final=$(stat -c %i "$work/aside/png/page-00$many.png")
edit 's/The end/An end/' "$mine/plugins/hello/plugin.lua"
turned 2
wait_for 20 "another last page" sh -c "[ \$(stat -c %i '$work/aside/png/page-00$many.png') -ne $final ]"
[ "$(stat -c %i "$work/aside/png/page-001.png")" -eq "$first" ] || fail "a page that did not change was written anew"
edit 's/150/3/' "$mine/plugins/hello/plugin.lua"
turned 3
wait_for 20 "fewer images" pages_are "$(last .pages)"
stop TERM || fail "SIGTERM is no failure: exit $?"
