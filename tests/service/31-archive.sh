# A briefing to keep: PDF/A by request and by template, and its data with it: the request byte for byte, tables and charts as CSV at
# their own elements, the whole as JSON, and what came with a request; what may not be is refused.
. "$(dirname "$0")/lib.sh"
root=$(cd "$(dirname "$0")/../.." && pwd)
cd "$work"
sample=$root/reports/samples/black-sea.json
jq '.output = { conformance: ["pdf/ua-1", "pdf/a-3a"], attach_data: true }' "$sample" > kept.json
render() { "$SITREP" render -c "$root/config/sitrep.lua" "$@" > out 2> err; }
render kept.json -o kept.pdf || fail "$(cat err)"
qpdf --check kept.pdf > out 2>&1 || fail "$(cat out)"
pdfinfo -meta kept.pdf > xmp
grep -q '<pdfaid:part>3</pdfaid:part>' xmp && grep -q '<pdfaid:conformance>A</pdfaid:conformance>' xmp || fail "it does not say PDF/A-3a"

# In the pane: in the order of names, each with what it is.
mkdir files
pdfdetach -saveall -o files kept.pdf
cmp kept.json files/request.json || fail "the request is another"
jq -e '.title == "Black Sea partners, autumn 2026"' files/document.json > /dev/null || fail "the document says another title"
[ "$(ls files/table-0*.csv | wc -l)" -eq 8 ] || fail "not 8 tables: $(ls files)"
[ "$(ls files/figure-0*.csv | wc -l)" -eq 5 ] || fail "not 5 figures: $(ls files)"
head -n 2 files/figure-02-*.csv | tail -n 1 | grep -q '^1994-02-08,Ukraine in PfP' || fail "$(cat files/figure-02-*.csv)"
grep -q '^Allies,32,' files/table-01-*.csv || fail "$(cat files/table-01-*.csv)"

# Every file is the catalog's, and each CSV an element's too, of the kind that its name says.
qpdf --json=2 --json-key=qpdf kept.pdf > kept.json.pdf
jq -r '.qpdf[1] | (map_values(.value? // empty)) as $o | $o[] | select(type == "object" and has("/S") and has("/AF")) |
	.["/S"] as $role | .["/AF"][] | "\($role) \($o["obj:" + .]["/UF"])"' kept.json.pdf | sort > elements
[ "$(grep -c '^/Table u:table-' elements || true)" -eq 8 ] || fail "$(cat elements)"
[ "$(grep -c '^/Figure u:figure-' elements || true)" -eq 5 ] || fail "$(cat elements)"
[ "$(jq '[.qpdf[1][] | .value? // empty | objects | select(.["/Type"] == "/Catalog") | .["/AF"] | length] | add' kept.json.pdf)" -eq 16 ] || fail "not 16 of the document, the manifest with them"

# As it is heard: what is read has its role, what heads it and what stands for it; running heads are not read.
render kept.json -o kept.pdf --reading-order || fail "$(cat err)"
for line in '^    H1: 1 Summary$' 'TH of its row: Allies$' '^ *Figure: Map: Eastern Europe' '\[link: 1 = Source 1\]' '^--- page 3$' '^        Caption: Table 1 NATO and its partners'; do
	grep -q "$line" out || fail "not heard: $line"
done
! grep -q 'of 14' out || fail "a running head is read: $(grep 'of 14' out)"

# By template; the request may say otherwise.
mkdir templates
echo 'return { name = "house", extends = "plain", summary = "Kept", output = { conformance = { "pdf/a-2b" } } }' > templates/house.lua
jq '.output = { template: "house" }' "$sample" > house.json
render --templates templates house.json -o house.pdf || fail "$(cat err)"
pdfinfo -meta house.pdf | grep -q '<pdfaid:part>2</pdfaid:part>' || fail "the template's PDF/A is not declared"
[ "$(pdfdetach -list house.pdf)" = "0 embedded files" ] || fail "$(pdfdetach -list house.pdf)"
jq '.output = { template: "house", conformance: ["pdf/ua-1"] }' "$sample" > plain.json
render --templates templates plain.json -o plain.pdf || fail "$(cat err)"
! pdfinfo -meta plain.pdf | grep -q pdfaid || fail "PDF/A is declared against the request"
jq '.output = { template: "house", attach_data: true }' "$sample" > both.json
! render --templates templates both.json -o both.pdf || fail "PDF/A-2 took attachments"
grep -q 'ask for "pdf/a-3b"' err || fail "$(cat err)"

# The standard briefing is small: fonts are cut down, streams deflated, objects in streams.
echo '{ "report": "bench", "as_of": "2026-03-14" }' > standard.json
"$SITREP" render -c "$root/tests/bench/sitrep.lua" standard.json -o standard.pdf > out 2> err || fail "$(cat err)"
[ "$(wc -c < standard.pdf)" -le 150000 ] || fail "the standard briefing has $(wc -c < standard.pdf) bytes"

# Through the service, a folder's files go along.
start
mkdir -p "$spool/inbox/.later" && cp files/table-04-*.csv "$spool/inbox/.later/Données (1).csv"
echo '{ "report": "hello", "output": { "conformance": ["pdf/a-3b"], "attach_data": true } }' > "$spool/inbox/.later/request.json"
mv "$spool/inbox/.later" "$spool/inbox/folder"
wait_for 30 "the folder's report" is_done folder
pdfdetach -list "$spool/outbox/folder.pdf" | grep -q 'request-donnees-1.csv' || fail "$(pdfdetach -list "$spool/outbox/folder.pdf")"
