# Webhooks against a real endpoint: signed, tried again when it is down, busy, slow or hangs up, given up when it refuses; told at most twice when
# nobody knows; one that hangs keeps no other waiting; no secret is said or kept anywhere.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/deliver.sh"
serve_http hook
printf 'key of the hook\n' > "$work/secrets/hook"
export SITREP_TEST_TOKEN='token-of-the-hook-9f2c'
targets() {
	with_targets "hook = { kind = 'webhook', url = 'http://127.0.0.1:$port/a/path?x=1', secret = { file = '$work/secrets/hook' }, retry_seconds = 0.2, pdf = true,
	    headers = { Authorization = { env = 'SITREP_TEST_TOKEN' } }, link = 'https://reports.example/{folder}{file}' },
	  brief = { kind = 'webhook', url = 'http://127.0.0.1:$port/', retry_seconds = 0.2, timeout_seconds = 1 },
	  desk = { kind = 'folder', path = '$work/desk' }"
}
got() { find "$work/hook" -name '*.json' | wc -l; }
has_got() { [ "$(got)" -ge "$1" ]; }
last() { find "$work/hook" -name '*.json' | sort | tail -1; }
forget() { behave hook; rm -f "$work/hook"/*.json "$work/hook"/*.body; }

targets
start
drop 'desk/été' '{ "report": "hello", "deliver": ["hook"] }'
wait_for 20 "the delivery" are delivered 1
request=$(last)
body=${request%.json}.body
[ "$(jq -r '.path + " " + .method' "$request")" = "/a/path?x=1 POST" ] || fail "$(cat "$request")"
jq -e --arg id "$(jq -r .delivery "$body")" '.headers["idempotency-key"] == $id and .headers["sitrep-delivery"] == $id and .headers["sitrep-event"] == "issued" and
	.headers["content-type"] == "application/json" and .headers.authorization == "token-of-the-hook-9f2c"' "$request" > /dev/null || fail "headers: $(cat "$request")"
jq -e '.event == "issued" and .target == "hook" and .file == "été.pdf" and .link == "https://reports.example/desk/%C3%A9t%C3%A9.pdf" and .result.pages >= 1' "$body" > /dev/null || fail "body: $(head -c 1000 "$body")"
jq -r .pdf "$body" | base64 -d | cmp - "$spool/outbox/desk/été.pdf" || fail "the PDF"
# The signature, reckoned by another program.
stamp=$(jq -r '.headers["sitrep-timestamp"]' "$request")
wanted=$({ printf '%s.' "$stamp"; cat "$body"; } | openssl dgst -sha256 -hmac 'key of the hook' -r | cut -c1-64)
[ "$(jq -r '.headers["sitrep-signature"]' "$request")" = "v1=$wanted" ] || fail "signature"
[ $(($(date +%s) - stamp)) -le 30 ] || fail "timestamp"

# Processes that run plugins do not know the secrets of targets.
for slot in $(pgrep -P "$service"); do
	! grep -q -a token-of-the-hook "/proc/$slot/environ" || fail "a worker has the token in its environment"
done

# Busy: tried again, as late as it asks.
forget
behave hook status 429 retry 2
drop busy '{ "report": "hello", "deliver": ["hook"] }'
wait_for 20 "an attempt" has_got 1
behave hook
wait_for 20 "the delivery" are delivered 2
jq -s -e '.[1].at - .[0].at >= 2' "$work"/hook/*.json > /dev/null || fail "not waited"
jq -s -e '.[0].headers["idempotency-key"] == .[1].headers["idempotency-key"]' "$work"/hook/*.json > /dev/null || fail "another id"

# Broken for a while, and hanging up before all is sent: no doubt, so again and again. The picture of noise is more than two sockets hold.
forget
behave hook status 500
mkdir "$work/broken"
printf '{ "report": "supplied", "deliver": ["hook"] }' > "$work/broken/request.json"
/usr/bin/python3 - "$work/broken/noise.png" << 'PYTHON'
import os, struct, sys, zlib
def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
with open(sys.argv[1], "wb") as f:
    f.write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 1600, 1600, 8, 2, 0, 0, 0)) +
            chunk(b"IDAT", zlib.compress(b"".join(b"\0" + os.urandom(4800) for _ in range(1600)), 1)) + chunk(b"IEND", b""))
PYTHON
mv "$work/broken" "$spool/inbox/"
wait_for 60 "attempts" has_got 2
behave hook drop-early
hung_up() { [ "$(grep -c 'hung up early' "$work/hook.log")" -ge 2 ]; }
wait_for 60 "two that are hung up early" hung_up
behave hook
wait_for 60 "the delivery" are delivered 3
[ "$(stat -c %s "$spool/outbox/broken.pdf")" -gt 6000000 ] || fail "the picture is not large"

# Refused for good: at once, and the answer is told without the secret that it repeats.
forget
behave hook status 400
drop refused '{ "report": "hello", "deliver": ["hook"] }'
wait_for 20 "the end" are failed 1
[ "$(got)" = 1 ] || fail "$(got) attempts at what was refused"
error_of hook | grep -q "http://127.0.0.1:$port answered 400: as bidden: \*\*\*" || fail "error: $(error_of hook)"
behave hook status 302
drop elsewhere '{ "report": "hello", "deliver": ["hook"] }'
wait_for 20 "the end" are failed 2

# It takes all and says nothing: told twice, and not a third time.
forget
behave hook drop
drop silent '{ "report": "hello", "deliver": ["hook"] }'
wait_for 30 "the end" are failed 3
[ "$(got)" = 2 ] || fail "told $(got) times"
error_of hook | grep -q 'not told again' || fail "error: $(error_of hook)"
behave hook
"$SITREP" retry -c "$config" --spool "$spool" silent --to all > /dev/null || fail "retry"
wait_for 20 "the delivery that was asked for" are delivered 4
"$SITREP" status -c "$config" --spool "$spool" silent | grep -A2 Deliveries | grep -q delivered || fail "status"

# Hanging: its own places are taken, and the folder does not wait.
forget
behave hook hang
for i in 1 2 3 4; do drop "hang$i" '{ "report": "hello", "deliver": ["hook", "desk"] }'; done
wait_for 20 "the others" are delivered 4 desk
[ "$(ask "select count(*) from deliveries where state = 'running'")" -le 2 ] || fail "more than two under way"
# A courier can do what it is for, and no more; the service itself has nothing of libcurl.
confined() {
	courier=$(pgrep -P "$service" -f 'exe courier' | head -1)
	[ -n "$courier" ] && grep -q '^Seccomp:.2' "/proc/$courier/status" && grep -q '^NoNewPrivs:.1' "/proc/$courier/status"
}
wait_for 10 "a courier that is confined" confined
! grep -q libcurl "/proc/$service/maps" || fail "the service has loaded libcurl"
behave hook
wait_for 60 "the rest" are delivered 8 hook
# One that has less time than it hangs is told twice, too.
forget
behave hook hang
drop brief '{ "report": "hello", "deliver": ["brief"] }'
wait_for 60 "its end" are failed 1 brief
[ "$(got)" -le 2 ] || fail "told $(got) times"
error_of brief | grep -q 'not told again' || fail "error: $(error_of brief)"
behave hook

# A server that is down, then there again.
kill -9 "$last_server"
drop down '{ "report": "hello", "deliver": ["hook"] }'
says_refused() { error_of hook | grep -q 'Failed to connect'; }
wait_for 20 "an attempt in vain" says_refused
stop || fail "exit status"
serve_http hook
targets
start
wait_for 60 "the delivery after a restart" are delivered 9 hook

# Checked without telling anybody; and no secret anywhere.
forget
"$SITREP" check -c "$config" --targets > "$work/said" 2>&1 || fail "check: $(cat "$work/said")"
grep -q "target hook: http://127.0.0.1:$port answers" "$work/said" || fail "check: $(cat "$work/said")"
[ "$(got)" = 0 ] || fail "the check told something"
"$SITREP" status -c "$config" --spool "$spool" --json >> "$work/said"
stop || fail "exit status"
! grep -r -a -l -e 'token-of-the-hook-9f2c' -e 'key of the hook' "$spool" "$work/log" "$work/said" || fail "a secret is told"
(unset SITREP_TEST_TOKEN; ! "$SITREP" check -c "$config" > "$work/said" 2>&1) || fail "a secret that is not there"
grep -q "target 'hook': Authorization: the service's environment has no SITREP_TEST_TOKEN" "$work/said" || fail "check: $(cat "$work/said")"
