# What is installed, as systemd runs it: started, confined, watched, reloaded, stopped, killed; and asked by people of its group and by others.
. /opt/campaign/vm/lib.sh
configure
useradd -m -G sitrep anna
useradd -m ben
as() { setpriv --reuid="$1" --regid="$1" --init-groups env HOME="/home/$1" sh -c "$2"; }

begin
[ "$(systemctl show -P Type sitrep)" = notify ] && is_active || fail "not ready"
[ "$(stat -c '%U:%G %a' $spool/inbox)" = sitrep:sitrep\ 3770 ] || fail "the inbox: $(stat -c '%U:%G %a' $spool/inbox)"
sitrep check > /tmp/check || fail "check: $(cat /tmp/check)"
grep -q '^jobs are confined by: seccomp, no new privileges, Landlock' /tmp/check || fail "check: $(cat /tmp/check)"
sitrep status | grep -q '^Jobs are confined by: seccomp, no new privileges, Landlock' || fail "status: $(sitrep status)"
systemd-analyze security --no-pager --threshold=15 sitrep > /tmp/security || fail "exposed: $(cat /tmp/security)"
said "$(tail -1 /tmp/security)"

# A member of the group drops a request as anybody does, and gets a PDF that is the group's to read and nobody else's.
as anna "echo '$good' > $spool/inbox/plain.json" || fail "a member may not drop"
wait_for 120 "a member's request" is_done plain
[ "$(stat -c '%U:%G %a' $out/plain.pdf)" = "sitrep:sitrep 640" ] || fail "the PDF: $(stat -c '%U:%G %a' $out/plain.pdf)"
as anna "head -c 5 $out/plain.pdf" | grep -q %PDF- || fail "a member may not read it"
as anna "echo '$good' > ~/waited.json && sitrep submit --wait ~/waited.json" > /tmp/submit 2>&1 || fail "submit --wait of a member: $(cat /tmp/submit)"
as anna "echo '{ \"report\": \"nowhere\" }' > ~/bad.json; sitrep submit --wait ~/bad.json" > /tmp/submit 2>&1 && fail "a bad one is none"
grep -q 'nowhere' /tmp/submit || fail "what is wrong is not told: $(cat /tmp/submit)"
as anna "mkdir ~/set && echo '$good' > ~/set/request.json && mkdir ~/set/in && echo x > ~/set/in/x.txt && sitrep submit --wait ~/set" > /tmp/submit 2>&1 ||
	fail "a member's folder: $(cat /tmp/submit)"
as anna "sitrep status" > /tmp/status 2>&1 || fail "status of a member: $(cat /tmp/status)"
as anna "ls $spool/failed" > /dev/null 2>&1 && fail "a member sees what others failed with"
as ben "cat $out/plain.pdf || echo x > $spool/inbox/x.json || sitrep status" > /dev/null 2>&1 && fail "anybody may"

# The journal has levels.
journalctl -u sitrep --no-pager -o cat -p warning | grep -q 'bad failed' || fail "a failure is no warning in the journal"
journalctl -u sitrep --no-pager -o cat -p warning | grep -q 'accepted' && fail "what is well is a warning in the journal"

sed -i 's/workers = 2/workers = 1/' /etc/sitrep/sitrep.lua
systemctl reload sitrep || fail "reload"
wait_for 60 "the reload" logged 'the configuration was reloaded'
wait_for 60 "the state after it" is_active

pid=$(main_pid) t=$(uptime_s)
kill -9 "$pid"
wait_for 60 "another instance" sh -c "[ \$(systemctl is-active sitrep) = active ] && [ \$(systemctl show -P MainPID sitrep) != $pid ]"
said "after kill -9: there again in $(($(uptime_s) - t)) s"

# The loop hangs: the watchdog's time, the time to abort, the pause before the restart.
pid=$(main_pid) t=$(uptime_s)
kill -STOP "$pid"
wait_for 150 "the watchdog" sh -c "[ \$(systemctl is-active sitrep) = active ] && [ \$(systemctl show -P MainPID sitrep) != $pid ]"
logged 'Watchdog timeout' || journalctl --no-pager -o cat | grep -q 'Watchdog timeout' || fail "no watchdog"
said "after SIGSTOP: there again in $(($(uptime_s) - t)) s"
echo "$good" > $spool/inbox/after.json
wait_for 120 "one after that" is_done after

t=$(uptime_s)
systemctl stop sitrep || fail "stop"
[ $(($(uptime_s) - t)) -le 30 ] || fail "it took $(($(uptime_s) - t)) s to stop"
[ "$(systemctl show -P Result sitrep)" = success ] || fail "stopped: $(systemctl show -P Result sitrep)"
[ -z "$(pgrep -u sitrep)" ] || fail "left: $(pgrep -lu sitrep)"
said "stopped in $(($(uptime_s) - t)) s"

# A mistake in the configuration is told, and not tried again and again.
echo 'return { spol = "x" }' > /etc/sitrep/sitrep.lua
systemctl start sitrep 2> /dev/null && fail "started with a mistake"
sleep 5
[ "$(systemctl is-active sitrep)" = failed ] && [ "$(systemctl show -P NRestarts sitrep)" -le 2 ] || fail "tried again: $(systemctl is-active sitrep)"
logged 'sitrep.lua:1:.*spol' || fail "the mistake is not in the journal"
