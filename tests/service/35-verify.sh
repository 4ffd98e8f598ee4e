# Is this the PDF that was issued? Files that were changed in many ways are told, with what of them was; each is made again, or it is named
# which input is not what it was.
. "$(dirname "$0")/lib.sh"
tree=$here/../..
cp -R "$here/config" "$work/config"
sed "s|\"../../../templates\"|\"$work/templates\"|" "$here/config/sitrep.lua" > "$work/config/sitrep.lua"
cp -R "$tree/templates" "$work/templates"
config=$work/config/sitrep.lua
mkdir -p "$work/config/plugins/noted"
cat > "$work/config/plugins/noted/plugin.lua" <<'END'
return {
  name = "noted", version = "1.0.0", api = 1, summary = "What was noted", data = { notes = "notes.json" },
  build = function(ctx, doc)
    doc:heading("Noted")
    doc:prose("intro")
    doc:table { columns = { { title = "What", header = true }, { title = "When" } }, rows = ctx.data.notes, caption = "Noted" }
    doc:heading("On a page of its own")
    doc:text("The end.")
  end,
}
END
echo '[["One", "1994"], ["Two", "1999"]]' > "$work/config/plugins/noted/notes.json"
echo 'It was *noted*.' > "$work/config/plugins/noted/intro.en.md"
cat > "$work/config/reports/noted.lua" <<'END'
return { name = "noted", title = "Noted", template = "briefing", sections = { { "noted" }, { "hello" } } }
END
echo 'return { name = "serial", title = "Serial", template = "plain", sections = { { "hello" } } }' > "$work/config/reports/serial.lua"
verify() { "$SITREP" verify -c "$config" --spool "$spool" "$@" > "$work/out" 2> "$work/err"; }
# tells FILE WHAT: not as issued, with status 1, and WHAT is said
tells() {
	rc=0
	verify "$work/$1" || rc=$?
	[ $rc = 1 ] || fail "$1: status $rc: $(cat "$work/out" "$work/err")"
	grep -q "$2" "$work/out" || fail "$1: not '$2' but: $(cat "$work/out")"
	grep -q "not known to the ledger" "$work/out" || fail "$1 is known: $(cat "$work/out")"
	[ ! -s "$work/err" ] || fail "$1: told beside: $(cat "$work/err")"
}
start
drop noted '{ "report": "noted", "title": "Noted down", "output": { "attach_data": true } }'
drop kept '{ "report": "noted", "output": { "conformance": ["pdf/a-2b"] } }'
wait_for 20 "the reports" is_over noted
wait_for 20 "the reports" is_over kept
is_done noted || fail "$(cat "$spool/failed/noted.error.txt")"
is_done kept || fail "$(cat "$spool/failed/kept.error.txt")"
issued=$spool/outbox/noted.pdf
all_done() { [ "$(jobs_in done)" = "$1" ]; }    # the files are there a moment before the ledger says so
wait_for 20 "the ledger to know of both" all_done 2

# As issued, while the service runs; the record has the manifest that the file carries.
verify "$issued" --rebuild || fail "$(cat "$work/out" "$work/err")"
grep -q "unchanged since it was made" "$work/out" || fail "$(cat "$work/out")"
grep -q "issued by job .*, byte for byte, as outbox/noted.pdf" "$work/out" || fail "$(cat "$work/out")"
grep -q "made again: byte for byte the same" "$work/out" || fail "$(cat "$work/out")"
pdfdetach -savefile sitrep-manifest.json -o "$work/manifest.json" "$issued"
jq -c .manifest "$spool/outbox/noted.json" | cmp - "$work/manifest.json" || fail "the record has another manifest"
[ "$(jq -r .request.sha256 "$work/manifest.json")" = "$(printf '%s\n' '{ "report": "noted", "title": "Noted down", "output": { "attach_data": true } }' | sha256sum | cut -d' ' -f1)" ] ||
	fail "the request's hash"
[ "$(jq -r '.plugins[] | select(.name == "noted").files[] | select(.path == "notes.json").sha256' "$work/manifest.json")" = \
	"$(sha256sum < "$work/config/plugins/noted/notes.json" | cut -d' ' -f1)" ] || fail "the data's hash: $(cat "$work/manifest.json")"
fc-list -f '%{file}\n' | grep -E 'Noto(Sans|Serif)-' | xargs -d '\n' sha256sum > "$work/fonts"
for font in $(jq -r '.fonts[].sha256' "$work/manifest.json"); do
	grep -q "^$font" "$work/fonts" || fail "no font has the hash $font"
done
# The seal, by what is at hand everywhere.
seal=$(jq -r .file_sha256 "$work/manifest.json")
[ "$(sed "s/$seal/$(printf '%064d' 0)/" "$issued" | sha256sum | cut -d' ' -f1)" = "$seal" ] || fail "the seal is not the hash of the file"
verify "$issued" --json
jq -e '.good and .state == "unchanged" and .ledger.known and .ledger.name == "noted" and .manifest.report.name == "noted"' "$work/out" > /dev/null || fail "$(cat "$work/out")"
# Of a file that may hold no other, the ledger and the record tell.
verify "$spool/outbox/kept.pdf" --rebuild || fail "$(cat "$work/out" "$work/err")"
grep -q "it has no manifest" "$work/out" && grep -q "made again: byte for byte the same" "$work/out" || fail "$(cat "$work/out")"
# By a ledger that never issued it: unchanged, and not known; made again from the request within.
"$SITREP" verify -c "$config" --spool "$work/none" "$issued" > "$work/out" 2>&1 && fail "no spool was asked"
mkdir "$work/none" && "$SITREP" status --spool "$spool" --backup "$work/none/ledger.db" && sqlite3 "$work/none/ledger.db" 'pragma foreign_keys = on; delete from jobs'
"$SITREP" verify -c "$config" --spool "$work/none" --rebuild "$issued" > "$work/out" 2>&1 || fail "$(cat "$work/out")"
grep -q "not known to the ledger" "$work/out" && grep -q "made again: byte for byte the same" "$work/out" || fail "$(cat "$work/out")"

# An edition: what was known of the ones before is one of the inputs.
for number in 1 2 3; do
	drop "serial-$number" '{ "report": "serial", "series": "weekly" }'
	wait_for 20 "edition $number" is_over "serial-$number"
	is_done "serial-$number" || fail "$(cat "$spool/failed/serial-$number.error.txt")"
done
wait_for 20 "the ledger to know of the editions" all_done 5
verify "$spool/outbox/serial-2.pdf" --rebuild || fail "$(cat "$work/out" "$work/err")"
pdfinfo -custom "$spool/outbox/serial-2.pdf" > "$work/info"
for said in '^Edition: *2' '^Series: *weekly' '^Report: *serial' '^AsOf: *20'; do
	grep -q "$said" "$work/info" || fail "Info has no $said: $(cat "$work/info")"
done
pdfinfo -meta "$spool/outbox/serial-2.pdf" | grep -q '<sitrep:Edition>2</sitrep:Edition>' || fail "XMP has no edition"

# Tampered with, one way each.
qdf() { qpdf --qdf --object-streams=disable "$issued" "$work/qdf.pdf" && sed "$1" "$work/qdf.pdf" | fix-qdf > "$work/$2" 2> /dev/null; }
for at in 9 1000 5000 $(($(wc -c < "$issued") / 2)) $(($(wc -c < "$issued") - 40)); do
	cp "$issued" "$work/byte.pdf"
	spoil "$work/byte.pdf" "$at" x y
	tells byte.pdf "changed since it was made"
done
{ cat "$issued"; echo 'and more'; } > "$work/more.pdf"
tells more.pdf "9 bytes were added behind its end"
qpdf "$issued" "$work/resaved.pdf"
tells resaved.pdf "its pages, its metadata and the files within are what they were, but"
qpdf --linearize "$issued" "$work/web.pdf"
tells web.pdf "its pages, its metadata and the files within are what they were, but"
qpdf "$issued" --pages . 1,3-z -- "$work/without.pdf"
tells without.pdf "page 2 is missing"
qpdf "$issued" --pages . 1-2,1,3-z -- "$work/twice.pdf"
tells twice.pdf "page 3 was added"
qpdf "$issued" --pages . 2,1,3-z -- "$work/turned.pdf"
tells turned.pdf "page 1 is another"
qpdf "$issued" --remove-attachment=document.json "$work/bare.pdf"
tells bare.pdf "file within document.json is missing"
echo x > "$work/extra.txt"
qpdf "$issued" --add-attachment "$work/extra.txt" -- "$work/stuffed.pdf"
tells stuffed.pdf "changed since it was made"
qpdf "$issued" --remove-attachment=sitrep-manifest.json "$work/unsigned.pdf"
tells unsigned.pdf "it has no manifest"
LC_ALL=C sed 's/{"sitrep_manifest":1,/{"sitrep_manifest":1;/' "$issued" > "$work/torn.pdf"
tells torn.pdf "its manifest is damaged"
content=$(LC_ALL=C grep -abo '^stream' "$issued" | head -1 | cut -d: -f1)
cp "$issued" "$work/undeflated.pdf"
printf '\377\377\377\377' | dd of="$work/undeflated.pdf" bs=1 seek=$((content + 9)) conv=notrunc 2> /dev/null
tells undeflated.pdf "page 1 is another"
qdf 's/Noted down/Noted never/' retitled.pdf
tells retitled.pdf "the metadata is another"
qdf '0,/ Td/s/ Td/ TD/' moved.pdf
tells moved.pdf "page [0-9]* is another"
# The manifest itself: a hash in it, its seal, and both, with the seal reckoned anew: that only the ledger tells, and making it again.
sed "s/$(jq -r '.pages[0]' "$work/manifest.json")/$(jq -r '.pages[1]' "$work/manifest.json")/" "$issued" > "$work/other.pdf"
tells other.pdf "page 1 is another"
sed "s/$seal/$(printf '%064d' 7)/" "$issued" > "$work/broken.pdf"
tells broken.pdf "what they were, but"
first=$(jq -r .request.sha256 "$work/manifest.json")
sed "s/$seal/$(printf '%064d' 0)/; s/$first/$(printf '%064d' 1)/" "$issued" > "$work/forged.pdf"
sed "s/$(printf '%064d' 0)/$(sha256sum < "$work/forged.pdf" | cut -d' ' -f1)/" "$work/forged.pdf" > "$work/forged2.pdf"
verify "$work/forged2.pdf" --rebuild --request "$spool/outbox/none.json" && fail "a request that is not there"
printf '%s\n' '{ "report": "noted", "title": "Noted down", "output": { "attach_data": true } }' > "$work/request.json"
verify "$work/forged2.pdf" --rebuild --request "$work/request.json" && fail "the forged one is good: $(cat "$work/out")"
grep -q "not known to the ledger" "$work/out" && grep -q "the request is another" "$work/out" || fail "$(cat "$work/out")"
# What is no PDF, or no whole one, is a wrong input.
head -c 3000 "$issued" > "$work/short.pdf"
for bad in "$work/short.pdf" "$work/extra.txt" "$work/nowhere.pdf"; do
	rc=0
	verify "$bad" || rc=$?
	[ $rc = 2 ] || fail "$bad: status $rc"
done

# Made again from what is configured then: the one that is not what it was is named.
stop
changed() {
	rc=0
	verify "$issued" --rebuild || rc=$?
	[ $rc = 1 ] || fail "rebuilt in spite of it ($1): $rc $(cat "$work/out" "$work/err")"
	grep -q "unchanged since it was made" "$work/out" && grep -q "$1" "$work/out" || fail "it is not said that '$1': $(cat "$work/out")"
}
keep() { cp "$1" "$work/kept-file"; }
back() { cp "$work/kept-file" "$1"; }
f=$work/config/plugins/noted/notes.json; keep "$f"
echo '[["One", "1994"], ["Two", "2001"]]' > "$f"
changed "plugin noted: notes.json is another"
grep -q "page [0-9]* is another" "$work/out" || fail "no page is named: $(cat "$work/out")"
back "$f"
f=$work/config/plugins/noted/intro.en.md; keep "$f"
echo 'It was **noted**.' > "$f"
changed "plugin noted: intro.en.md is another"
back "$f"
f=$work/config/plugins/hello/plugin.lua; keep "$f"
echo '-- a remark' >> "$f"
changed "plugin hello: plugin.lua is another"
back "$f"
f=$work/config/reports/noted.lua; keep "$f"
sed -i 's/title = "Noted"/title = "Jotted"/' "$f"
changed 'the report "noted" is another'
back "$f"
f=$work/templates/briefing.lua; keep "$f"
sed -i 's/size = 9.6, leading = 14, align/size = 9.8, leading = 14, align/' "$f"
changed 'the template "briefing" is another'
back "$f"
verify "$issued" --rebuild || fail "not as it was: $(cat "$work/out")"

# By another build of the engine, whose version is the same: what is another is named as far as it is told apart.
engine=$SITREP
other_engine() {
	LC_ALL=C sed "s|$1|$2|g" "$engine" > "$work/other-engine"
	! cmp -s "$engine" "$work/other-engine" || fail "the engine has no '$1'"
	chmod 755 "$work/other-engine"
	SITREP=$work/other-engine
	changed "all that the manifest names is the same: by another build of the engine"
	grep -q "$3" "$work/out" || fail "it is not said that '$3': $(cat "$work/out")"
	SITREP=$engine
}
other_engine 'Status as of {day}' 'Status up to {day}' 'page 1 is another'
other_engine '<</O/Table' '<</P/Table' 'pages, metadata and files within are the same, structure or links are not'
