# What is issued is signed with the operator's key and, where a request asks for it, encrypted: both after the bytes are made, by a process
# that no plugin shares. Readers agree (pdfsig, qpdf), verify knows both, and a key that cannot be used issues nothing unsigned.
. "$(dirname "$0")/lib.sh"
cp -R "$here/config" "$work/config"
config=$work/config/sitrep.lua
pdfcheck=${TOOLS:-$here/../../build/tests}/pdfcheck
(cd "$work" && openssl req -x509 -newkey rsa:3072 -nodes -keyout key.pem -out certificate.pem -days 30 -subj '/O=Ministry/CN=Desk of the Black Sea' 2> /dev/null &&
	openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout other-key.pem -out other.pem -days 30 -subj '/CN=Somebody else' 2> /dev/null)
printf 'open sesame\n' > "$work/password"
configure() {
	sed "s|\"../../../templates\"|\"$here/../../templates\"|; s|workers = 2|$1 workers = 2|" "$here/config/sitrep.lua" > "$config"
}
both="passwords = { desk = \"$work/password\" },"
signs="signature = { certificate = \"$work/certificate.pem\", key = \"$work/key.pem\", reason = \"Issued\" },"
verify() { "$SITREP" verify -c "$config" --spool "$spool" "$@" > "$work/out" 2> "$work/err"; }
signature() { HOME=$work pdfsig -nocert "$@" 2>&1; }

configure "$signs $both"
"$SITREP" check -c "$config" > "$work/out" 2>&1 || true
grep -q "no mistakes\|mistake" "$work/out"
! grep -q "signature\|password\|certificate" "$work/out" || fail "check: $(cat "$work/out")"
start
drop signed '{ "report": "hello" }'
drop locked '{ "report": "hello", "output": { "password": "desk" } }'
drop archive '{ "report": "hello", "output": { "conformance": ["pdf/a-3a"] } }'
for name in signed locked archive; do
	wait_for 20 "$name" is_over $name
	is_done $name || fail "$(cat "$spool/failed/$name.error.txt")"
done
are_known() { [ "$(jobs_in done)" = 3 ]; }
wait_for 20 "the ledger to have them" are_known
out=$spool/outbox

# Signed over the whole file, as PAdES-B: the certificate is among what is signed, no time of CMS's own.
signature "$out/signed.pdf" > "$work/sig"
for said in 'Signature is Valid' 'Total document signed' 'ETSI.CAdES.detached' 'Desk of the Black Sea' 'SHA-256'; do
	grep -q "$said" "$work/sig" || fail "pdfsig does not say '$said': $(cat "$work/sig")"
done
hex=$(LC_ALL=C grep -a -o '/Contents<[0-9a-f]*00>' "$out/signed.pdf" | tail -1 | sed 's|/Contents<||; s/>//')
printf '%s' "$hex" | lua5.4 -e 'io.write((io.read("a"):gsub("..", function(h) return string.char(tonumber(h, 16)) end)))' > "$work/cms.der"
openssl asn1parse -inform DER -in "$work/cms.der" > "$work/asn1" 2> /dev/null || true
grep -q 'signingCertificateV2' "$work/asn1" || fail "the certificate is not signed: $(head -40 "$work/asn1")"
! grep -q 'signingTime' "$work/asn1" || fail "CMS has a time of its own"
qpdf --check "$out/signed.pdf" > "$work/out" 2>&1 || fail "$(cat "$work/out")"
[ "$(sha256sum < "$out/signed.pdf" | cut -d' ' -f1)" = "$(jq -r .sha256 "$out/signed.json")" ] || fail "the record has another hash"
[ "$(wc -c < "$out/signed.pdf")" = "$(jq -r .bytes "$out/signed.json")" ] || fail "the record has another size"
jq -e '.signed and (.encrypted | not)' "$out/signed.json" > /dev/null || fail "$(cat "$out/signed.json")"
verify "$out/signed.pdf" --rebuild || fail "$(cat "$work/out" "$work/err")"
grep -q 'but for its signature' "$work/out" && grep -q 'signed by .*Desk of the Black Sea' "$work/out" && grep -q 'byte for byte the same' "$work/out" || fail "$(cat "$work/out")"
# What stands before the signature is what was made: the hash that the record keeps.
for name in signed archive; do
	length=$(LC_ALL=C grep -a -b -o '%%EOF' "$out/$name.pdf" | head -1 | cut -d: -f1)
	[ "$(head -c $((length + 6)) "$out/$name.pdf" | sha256sum | cut -d' ' -f1)" = "$(jq -r .unsealed_sha256 "$out/$name.json")" ] || fail "$name: another file before it"
done
signature "$out/archive.pdf" | grep -q 'Signature is Valid' || fail "PDF/A: $(signature "$out/archive.pdf")"

# The signature's field and widget are nothing that a reader hears: the whole file is as accessible as what was made.
"$pdfcheck" "$out/signed.pdf" "$out/archive.pdf" || fail "signed, and no longer PDF/UA-1"

# Encrypted (AES-256), then signed; neither ledger nor log nor request has the password.
pdftotext "$out/locked.pdf" - > "$work/text" 2>&1 && fail "it opens without a password"
pdftotext -upw 'open sesame' "$out/locked.pdf" - | grep -q . || fail "it does not open"
qpdf --password='open sesame' --show-encryption "$out/locked.pdf" > "$work/enc"
grep -q 'AESv3' "$work/enc" && grep -q 'modify anything: not allowed' "$work/enc" && grep -q 'extract for accessibility: allowed' "$work/enc" || fail "$(cat "$work/enc")"
signature -upw 'open sesame' "$out/locked.pdf" > "$work/sig" || true
grep -q 'Signature is Valid' "$work/sig" || fail "the locked one: $(cat "$work/sig")"
qpdf --password='open sesame' --decrypt "$out/locked.pdf" "$work/open.pdf" && "$pdfcheck" "$work/open.pdf" || fail "locked, and no longer PDF/UA-1"
! grep -rq 'open sesame' "$spool" "$work/log" || fail "the password is in the spool"
verify "$out/locked.pdf" || fail "known, but locked: $(cat "$work/out" "$work/err")"
grep -q 'it is encrypted' "$work/out" || fail "$(cat "$work/out")"
verify "$out/locked.pdf" --password-file "$work/password" --rebuild || fail "$(cat "$work/out" "$work/err")"
grep -q 'but for its encryption' "$work/out" && grep -q 'byte for byte the same' "$work/out" || fail "$(cat "$work/out")"

# By somebody whose ledger knows nothing of it: the certificate decides.
mkdir "$work/none"
ask ".backup '$work/none/ledger.db'"
sqlite3 "$work/none/ledger.db" "$(ask "select group_concat('delete from ' || name, '; ') from sqlite_schema where type = 'table' and name not like 'sqlite%'")"
elsewhere() { "$SITREP" verify -c "$config" --spool "$work/none" "$@" > "$work/out" 2> "$work/err"; }
elsewhere "$out/signed.pdf" || fail "$(cat "$work/out" "$work/err")"
! elsewhere --certificate "$work/other.pem" "$out/signed.pdf" || fail "any certificate will do: $(cat "$work/out")"
grep -q 'not known here' "$work/out" || fail "$(cat "$work/out")"
# Tampered with: in what is signed, behind it, in the signature; and signed anew by somebody else.
cp "$out/signed.pdf" "$work/t.pdf"
spoil "$work/t.pdf" 900 x y
! elsewhere "$work/t.pdf" && grep -q 'does not hold' "$work/out" || fail "tampered: $(cat "$work/out")"
{ cat "$out/signed.pdf"; echo '% more'; } > "$work/t.pdf"
! elsewhere "$work/t.pdf" || fail "appended: $(cat "$work/out")"
at=$(LC_ALL=C grep -a -b -o '/Contents<[0-9a-f]*00>' "$out/signed.pdf" | tail -1 | cut -d: -f1)
cp "$out/signed.pdf" "$work/t.pdf"
spoil "$work/t.pdf" $((at + 3000)) e f
! elsewhere "$work/t.pdf" || fail "another signature: $(cat "$work/out")"
stop

# The other kind of key; and what cannot be used is told by check, and keeps what is made waiting until it is mended.
configure "signature = { certificate = \"$work/other.pem\", key = \"$work/other-key.pem\" }, reload_ms = 200,"
start
drop ec '{ "report": "hello" }'
wait_for 20 "the EC key" is_done ec
signature "$out/ec.pdf" | grep -q 'Signature is Valid' || fail "EC: $(signature "$out/ec.pdf")"
mv "$work/other-key.pem" "$work/away.pem"
"$SITREP" check -c "$config" > "$work/out" 2>&1 && fail "check does not see that the key is gone"
grep -q "the key $work/other-key.pem cannot be opened" "$work/out" || fail "$(cat "$work/out")"
drop waits '{ "report": "hello" }'
wait_for 20 "the log to say so" grep -q 'sealing the PDF: the key .* cannot be opened' "$work/log"
! is_done waits || fail "it was issued unsigned"
mv "$work/away.pem" "$work/other-key.pem"
wait_for 20 "the key to be back" is_done waits
signature "$out/waits.pdf" | grep -q 'Signature is Valid' || fail "waits: $(signature "$out/waits.pdf")"
cp "$work/key.pem" "$work/other-key.pem"
"$SITREP" check -c "$config" > "$work/out" 2>&1 && fail "check does not see another key"
grep -q "does not belong to the certificate" "$work/out" || fail "$(cat "$work/out")"
stop
check_tidy

# Killed while it seals: each is issued once, and signed.
configure "$signs"
start
for number in 1 2 3 4 5 6 7 8; do
	drop "killed-$number" '{ "report": "hello" }'
	if [ $((number % 2)) = 0 ]; then
		sleep "0.$((number * 7 % 10))"
		kill -9 "$service"
		wait "$service" 2> /dev/null || true
		start
	fi
done
for number in 1 2 3 4 5 6 7 8; do
	wait_for 30 "killed-$number" is_done "killed-$number"
	signature "$out/killed-$number.pdf" | grep -q 'Signature is Valid' || fail "killed-$number: $(signature "$out/killed-$number.pdf")"
	[ "$(sha256sum < "$out/killed-$number.pdf" | cut -d' ' -f1)" = "$(jq -r .sha256 "$out/killed-$number.json")" ] || fail "killed-$number: another hash"
done
[ "$(ls "$out"/killed-*.pdf | wc -l)" = 8 ] || fail "not once each: $(ls "$out")"
stop
check_tidy

# Refused: with PDF/A, a password that is not configured (and is not shown), half a signature.
configure "$both"
cat > "$work/a.json" <<'END'
{ "report": "hello", "output": { "password": "desk", "conformance": ["pdf/a-3a"] } }
END
"$SITREP" render -c "$config" "$work/a.json" -o "$work/a.pdf" 2> "$work/err" && fail "PDF/A is encrypted"
grep -q '"pdf/a-3a" and a password do not go together' "$work/err" || fail "$(cat "$work/err")"
echo '{ "report": "hello", "output": { "password": "hunter2" } }' > "$work/b.json"
"$SITREP" render -c "$config" "$work/b.json" -o "$work/b.pdf" 2> "$work/err" && fail "any password is taken"
grep -q 'the configuration has no password of that name' "$work/err" && ! grep -q hunter2 "$work/err" || fail "$(cat "$work/err")"
echo '{ "report": "hello", "output": { "password": "desk" } }' > "$work/c.json"
"$SITREP" render -c "$config" "$work/c.json" -o "$work/c.pdf" > /dev/null 2> "$work/err" || fail "$(cat "$work/err")"
pdftotext -upw 'open sesame' "$work/c.pdf" - | grep -q . || fail "render does not encrypt"
configure "signature = { key = \"$work/key.pem\" },"
"$SITREP" check -c "$config" > "$work/out" 2>&1 && fail "half a signature"
grep -q 'signature.certificate is missing' "$work/out" || fail "$(cat "$work/out")"
