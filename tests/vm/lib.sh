# What the parts share, in the guest. Everything is slow here: waits are generous, and configured limits wide.
set -eu
spool=/var/spool/sitrep
out=$spool/outbox
good='{ "report": "hello" }'

finish() {
	status=$?
	trap - EXIT
	if [ $status -ne 0 ]; then
		echo "--- journal"
		journalctl -u sitrep --no-pager -o short-iso -n 60 || true
		ls -lR $spool/inbox $spool/claimed $out $spool/failed 2> /dev/null | head -80
	fi
	exit $status
}
trap finish EXIT

fail() {
	echo "FAILED: $*"
	exit 1
}

said() { echo "     $*"; }

uptime_s() { cut -d. -f1 /proc/uptime; }

# wait_for SECONDS WHAT COMMAND...: by the clock that nobody sets
wait_for() {
	until_s=$(($(uptime_s) + $1)) what=$2
	shift 2
	until "$@" > /dev/null 2>&1; do
		[ "$(uptime_s)" -lt $until_s ] || fail "waited in vain for: $what"
		sleep 0.2
	done
}

# configure [KEYS]: the small reports of the service tests, in the place of what is installed
configure() {
	echo 'return {}' > /etc/sitrep/schedules.lua
	cat > /etc/sitrep/sitrep.lua <<-END
		return {
		  spool = "$spool",
		  plugins = { "/opt/campaign/service/config/plugins" }, reports = { "/opt/campaign/service/config/reports" },
		  templates = { "/usr/local/share/sitrep/templates" },
		  workers = 2, free_space_mb = 0, limits = { section_seconds = 100, report_seconds = 300 },
		  intake = { quiet_ms = 1000, rescan_ms = 1000, grace_ms = 3000 },
		  ${1:-}
		}
	END
}

# Started, and warm: from then on things take the time they take.
begin() {
	systemctl start sitrep || fail "it does not start"
	warmed=$((${warmed:-0} + 1))
	echo "$good" > $spool/inbox/warm$warmed.json
	wait_for 600 "the first job" is_done warm$warmed
}

main_pid() { systemctl show -P MainPID sitrep; }
is_active() { [ "$(systemctl is-active sitrep)" = active ]; }
is_done() { [ -f "$out/$1.pdf" ] && [ -f "$out/$1.json" ]; }
has_failed() { [ -f "$spool/failed/$1.error.txt" ]; }
is_over() { is_done "$1" || has_failed "$1"; }
ask() { sqlite3 -readonly -cmd '.timeout 5000' $spool/ledger.db "$1"; }
logged() { journalctl -u sitrep --no-pager -o cat | grep -q "$1"; }
