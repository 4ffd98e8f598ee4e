# What the tests of deliveries share: a configuration with targets, and servers on loopback. To be sourced behind lib.sh.
# Debian's own Python, whose packages tests/setup.sh installs.
root=$here/../..
mkdir -p "$work/config" "$work/secrets" "$work/desk"

# with_targets 'LUA' ['SCHEDULES']
with_targets() {
	cat > "$work/config/sitrep.lua" << LUA
return { plugins = { "$here/config/plugins" }, reports = { "$here/config/reports" }, templates = { "$root/templates" }, workers = 1,
  free_space_mb = 0, reload_ms = 0, stop_grace_ms = 3000, intake = { quiet_ms = 200, rescan_ms = 500 },
  targets = { $1 } }
LUA
	none='return { }'
	printf '%s\n' "${2:-$none}" > "$work/config/schedules.lua"
	config=$work/config/sitrep.lua
}

reload() {
	before=$(grep -c 'was reloaded' "$work/log" || true)
	kill -HUP "$service"
	reloaded() { [ "$(grep -c 'was reloaded' "$work/log")" -gt "$before" ]; }
	wait_for 20 "the reload" reloaded
}

deliveries() { ask "select count(*) from deliveries where state = '$1' ${2:+and target = '$2'}" 2>/dev/null || echo 0; }
are() { [ "$(deliveries "$1" "${3:-}")" = "$2" ]; }
error_of() { ask "select error from deliveries where target = '$1' order by created_ms desc limit 1"; }

servers=
at_end='for s in $servers; do kill -9 "$s" 2>/dev/null || true; done'

# serve_http NAME ARGS...: http_server.py; its port is then in $work/NAME.port, what it got in $work/NAME/
serve_http() {
	name=$1
	shift
	mkdir -p "$work/$name"
	rm -f "$work/$name.port"
	/usr/bin/python3 "$here/http_server.py" "$work/$name" "$work/$name.port" "$@" 2>> "$work/$name.log" &
	servers="$servers $!"
	last_server=$!
	wait_for 20 "the endpoint" test -s "$work/$name.port"
	port=$(cat "$work/$name.port")
}

# The same for mail_server.py
serve_mail() {
	name=$1
	shift
	mkdir -p "$work/$name"
	rm -f "$work/$name.port"
	/usr/bin/python3 "$here/mail_server.py" "$work/$name" "$work/$name.port" "$@" 2>> "$work/$name.log" &
	servers="$servers $!"
	last_server=$!
	wait_for 20 "the mail server" test -s "$work/$name.port"
	port=$(cat "$work/$name.port")
}

# behave NAME [WORDS]: what that server does from now on, told it at once or not at all; without words what a server should do
behave() {
	server=$1
	shift
	if [ $# -eq 0 ]; then
		rm -f "$work/$server/behave"
	else
		printf '%s\n' "$*" > "$work/$server/bidden"
		mv "$work/$server/bidden" "$work/$server/behave"
	fi
}

# A certificate for 127.0.0.1, in $work/tls.crt and .key
make_certificate() {
	openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=127.0.0.1 -addext "subjectAltName=IP:127.0.0.1" \
		-keyout "$work/tls.key" -out "$work/tls.crt" 2>/dev/null || fail "openssl makes no certificate"
}
