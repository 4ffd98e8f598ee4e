# A bilingual edition by the real binary: what is read is in both languages and marked as such, the record says so, sections that
# are not built alike are told with both places; with the second language running the other way, and through the service.
. "$(dirname "$0")/lib.sh"
samples=$(cd "$(dirname "$0")/../../reports/samples" && pwd)
root=$(cd "$samples/../.." && pwd)
cd "$work"
# The whole briefing has long, for a busy machine.
mkdir briefing
sed 's/limits = {[^}]*}/limits = { report_seconds = 600, section_seconds = 100 }/' "$root/reports/partnership-briefing.lua" > briefing/partnership-briefing.lua
echo "return { plugins = { '$root/plugins' }, reports = { 'briefing' }, templates = { '$root/templates' }, limits = { report_seconds = 600, section_seconds = 100 } }" > sitrep.lua
"$SITREP" render -c sitrep.lua "$samples/briefing-2026-bilingual.json" -o both.pdf > out 2> err || fail "$(cat err)"
qpdf --qdf --object-streams=disable both.pdf plain.pdf 2> err || [ $? -eq 3 ] || fail "$(cat err)"
grep -aq '/Lang (fr)' plain.pdf || fail "nothing is marked as French"
pdfinfo -meta both.pdf | grep -q '<rdf:li>en</rdf:li><rdf:li>fr</rdf:li></rdf:Bag></dc:language>' || fail "the metadata do not say both languages"
# Whether a space that does not break is read as one is poppler's matter.
pdftotext both.pdf - | sed "s/$(printf '\302\240')/ /g" > text
for words in 'NATO’s partners, autumn 2026' 'Les partenaires de l’OTAN, automne 2026' 'Contents / Sommaire' 'Summary' 'Synthèse' \
	'Frameworks of cooperation' 'Cadres de coopération' 'Bosnie-Herzégovine' '(continued / suite)'; do
	grep -qF "$words" text || fail "not in the text: $words"
done
# A table says what both say alike once, and days as numbers.
grep -qE '(^| )[0-9]{4}-[0-9]{2}-[0-9]{2}( |$)' text || fail "no day as a number"

mkdir -p plugins/two plugins/one reports
cat > plugins/two/plugin.lua <<'LUA'
return { name = "two", version = "1.0.0", api = 1, summary = "The same in two languages", build = function(ctx, doc)
  local say = { en = { "Head", "One." }, fr = { "Tête", "Un." }, ar = { "رأس", "واحد." } }
  doc:heading(say[ctx.language][1])
  doc:text(say[ctx.language][2])
end }
LUA
cat > plugins/one/plugin.lua <<'LUA'
return { name = "one", version = "1.0.0", api = 1, summary = "Another in each", build = function(ctx, doc)
  doc:heading("Head")
  if ctx.language == "en" then
    doc:text("One.")
  else
    doc:list { "Un." }
  end
end }
LUA
for name in one two; do
	echo "return { name = \"$name\", title = \"T\", template = \"briefing\", language = { \"en\", \"fr\" }, sections = { { \"$name\" } } }" > "reports/$name.lua"
done
render() { "$SITREP" render -c "$root/config/sitrep.lua" --plugins plugins --reports reports "$@" 2> err; }
echo '{ "report": "one" }' > one.json
render one.json > out && fail "what differs was paired" || [ $? -eq 1 ] || fail "exit status: $(cat err)"
grep -q 'plugins/one/plugin.lua:4: .*a paragraph in "en" is a list in "fr"' err || fail "the place: $(cat err)"
grep -q 'in section one\|section one' err || fail "the section: $(cat err)"
grep -q 'hint: in "fr" it is at .*plugins/one/plugin.lua:6' err || fail "the other place: $(cat err)"

# The report says its languages; a request may say others.
echo '{ "report": "two" }' > two.json
render two.json > out || fail "$(cat err)"
pdftotext two.pdf - > text
grep -q '^One\.' text && grep -q 'Un\.' text || fail "not in both: $(cat text)"
echo '{ "report": "two", "language": ["fr", "ar"] }' > right.json
render right.json > out || fail "$(cat err)"
pdftotext right.pdf - | sed 's/[‎‏‪‫‬⁦⁧⁩]//g' > text
grep -q 'واحد' text || fail "no Arabic: $(cat text)"
echo '{ "report": "two", "language": "fr" }' > alone.json
render alone.json > out || fail "$(cat err)"
pdftotext alone.pdf - | grep -q 'One\.' && fail "English in a French report" || true

# What fails in one language is a gap in both.
mkdir -p plugins/half
cat > plugins/half/plugin.lua <<'LUA'
return { name = "half", version = "1.0.0", api = 1, summary = "Fails in French", build = function(ctx, doc)
  doc:heading("Half")
  doc:text("It stands in English.")
  assert(ctx.language == "en", "no French")
end }
LUA
echo 'return { name = "half", title = "T", template = "briefing", on_section_error = "gap", sections = { { "two" }, { "half" } } }' > reports/half.lua
for languages in '"en", "fr"' '"fr", "en"'; do
	echo "{ \"report\": \"half\", \"language\": [$languages] }" > half.json
	render half.json > out || fail "$(cat err)"
	pdftotext half.pdf - > text
	grep -q "could not be built" text && grep -q "n’a pas pu" text && grep -q "One" text || fail "no gap in both ($languages): $(cat text)"
	grep -q "stands in English" text && fail "half a section is set" || true
	rm half.pdf
done

# Through the service: the record tells both languages.
config=$work/sitrep.lua
start
cp "$samples/briefing-2026-bilingual.json" "$spool/inbox/.both"
mv "$spool/inbox/.both" "$spool/inbox/both.json"
wait_for 60 "the edition" test -e "$spool/outbox/both.json"
[ "$(jq -c '[.state, .language, .gaps]' "$spool/outbox/both.json")" = '["done",["en","fr"],[]]' ] || fail "record: $(jq -c . "$spool/outbox/both.json" | head -c 600)"
stop || fail "stop"
