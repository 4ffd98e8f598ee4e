# Objects in S3, against an endpoint that reckons every signature anew: names with all kinds of letters, temporary credentials, TLS, a server that is
# busy, hangs up, or does not know the keys; the same object however often it is put.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/deliver.sh"
make_certificate
serve_http store --s3 AKIDTEST secret/Key+1234567890 eu-test-1
port_plain=$port
serve_http tls --s3 AKIDTEST secret/Key+1234567890 us-east-1 --tls "$work/tls.crt" "$work/tls.key"
printf 'secret/Key+1234567890\n' > "$work/secrets/key"
printf 'another-secret-key-4711\n' > "$work/secrets/wrong"
export S3_ID=AKIDTEST S3_TOKEN=session-token-0815
keys="key_id = { env = 'S3_ID' }, retry_seconds = 0.2"
with_targets "store = { kind = 's3', endpoint = 'http://127.0.0.1:$port_plain', region = 'eu-test-1', bucket = 'reports', secret_key = { file = '$work/secrets/key' }, $keys,
    name = '{year}/{folder}{name}', session_token = { env = 'S3_TOKEN' } },
  host = { kind = 's3', endpoint = 'http://localhost:$port_plain', region = 'eu-test-1', bucket = 'hosted', path_style = false, secret_key = { file = '$work/secrets/key' }, $keys },
  tls = { kind = 's3', endpoint = 'https://127.0.0.1:$port', bucket = 'bkt', secret_key = { file = '$work/secrets/key' }, $keys, ca = '$work/tls.crt', record = false },
  wrong = { kind = 's3', endpoint = 'http://127.0.0.1:$port_plain', region = 'eu-test-1', bucket = 'reports', secret_key = { file = '$work/secrets/wrong' }, $keys }"
start
drop "desk/l'état (1) & a+b=c ~_.-" '{ "report": "hello", "as_of": "2026-03-01", "deliver": ["store", "tls", "wrong"] }'
wait_for 20 "two deliveries" are delivered 2
wait_for 20 "the refusal" are failed 1 wrong
mistakes() { jq -s -r 'map(.mistake | select(. != null)) | join(", ")' "$work"/$1/*.json; }
error_of wrong | grep -q 'answered 403: .*SignatureDoesNotMatch' || fail "wrong: $(error_of wrong)"
[ "$(mistakes store)" = signature ] || fail "mistakes: $(mistakes store)"
[ -z "$(mistakes tls)" ] || fail "mistakes: $(mistakes tls)"
file="$spool/outbox/desk/l'état (1) & a+b=c ~_.-"
cmp "$work/store/objects/reports/2026/desk/l'état (1) & a+b=c ~_.-.pdf" "$file.pdf" || fail "another object: $(find "$work/store/objects")"
[ "$(jq -r .sha256 "$work/store/objects/reports/2026/desk/l'état (1) & a+b=c ~_.-.json")" = "$(sha256sum < "$file.pdf" | cut -c1-64)" ] || fail "the record"
cmp "$work/tls/objects/bkt/desk/l'état (1) & a+b=c ~_.-.pdf" "$file.pdf" || fail "another object: $(find "$work/tls/objects")"
[ "$(find "$work/tls/objects" -type f | wc -l)" = 1 ] || fail "a record that was not asked for"
jq -s -e 'map(select(.mistake == null and (.path | endswith(".pdf"))))[0].headers | .["x-amz-security-token"] == "session-token-0815" and .["content-type"] == "application/pdf" and
	(.authorization | test("x-amz-security-token"))' "$work"/store/*.json > /dev/null || fail "headers"

# The bucket as a host's name.
rm -f "$work"/store/*.json
drop hosted '{ "report": "hello", "deliver": ["host"] }'
wait_for 20 "the delivery" are delivered 1 host
jq -s -e --arg host "hosted.localhost:$port_plain" 'all(.headers.host == $host and .mistake == null) and (map(.path) | sort) == ["/hosted.json", "/hosted.pdf"]' "$work"/store/*.json > /dev/null || fail "$(cat "$work"/store/*.json)"

# Busy, hanging up when all was taken: put again, as often as need be.
rm -f "$work"/store/*.json
behave store status 503
drop two '{ "report": "hello", "as_of": "2026-03-01", "deliver": ["store"] }'
has_got() { [ "$(find "$work/store" -maxdepth 1 -name '*.json' | wc -l)" -ge "$1" ]; }
wait_for 20 "an attempt" has_got 1
behave store drop
wait_for 60 "three more" has_got 4
behave store
wait_for 60 "the delivery" are delivered 2 store
cmp "$work/store/objects/reports/2026/two.pdf" "$spool/outbox/two.pdf" || fail "another object"

"$SITREP" check -c "$config" --targets > "$work/said" 2>&1 && fail "nothing is wrong?"
grep -q "target store: http://127.0.0.1:$port_plain answers" "$work/said" || fail "check: $(cat "$work/said")"
grep -q "target tls: https://127.0.0.1:$port answers" "$work/said" || fail "check: $(cat "$work/said")"
grep -q "target 'wrong': .*403" "$work/said" || fail "check: $(cat "$work/said")"
"$SITREP" status -c "$config" --spool "$spool" --json >> "$work/said"
stop || fail "exit status"
! grep -r -a -l -e 'secret/Key+1234567890' -e another-secret-key-4711 -e session-token-0815 "$spool" "$work/log" "$work/said" || fail "a secret is told"
