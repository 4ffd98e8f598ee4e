# Inboxes on NFS, versions 4 and 3, written by other mounts of them: found by looking, claimed once. A server that stops answering keeps its own
# inboxes waiting and no other; a tmpfs that is unmounted and mounted again. A spool there is refused.
. /opt/campaign/vm/lib.sh
mkdir -p /srv/export/four /srv/export/three /srv/export/spool /mnt/four /mnt/three /mnt/user /mnt/spool /mnt/mem
chown sitrep:sitrep /srv/export/*
chmod 2775 /srv/export/four /srv/export/three
echo '/srv/export 127.0.0.1(rw,sync,no_subtree_check,no_root_squash,fsid=0,insecure)' > /etc/exports
systemctl start rpcbind nfs-server || fail "the NFS server does not start"
mount -t nfs -o vers=4.2 127.0.0.1:/four /mnt/four      # "hard", as mount(8) makes it
mount -t nfs -o vers=4.2 127.0.0.1:/four /mnt/user
mount -t nfs -o vers=3,nolock 127.0.0.1:/srv/export/three /mnt/three
mount -t nfs -o vers=4.2 127.0.0.1:/spool /mnt/spool
mem() { mount -t tmpfs -o mode=2775,uid=sitrep,gid=sitrep tmpfs /mnt/mem; }
mem
configure 'inboxes = { v4 = "/mnt/four", v3 = "/mnt/three", mem = "/mnt/mem" },'
mkdir -p /etc/systemd/system/sitrep.service.d
printf '[Service]\nReadWritePaths=/mnt\n' > /etc/systemd/system/sitrep.service.d/inboxes.conf
systemctl daemon-reload

for what in "serve" "check"; do
	timeout 60 setpriv --reuid=sitrep --regid=sitrep --clear-groups sitrep $what --spool /mnt/spool > /tmp/refused 2>&1 && fail "a spool on NFS: $what takes it"
	grep -q 'the spool /mnt/spool is on a network file system (NFS)' /tmp/refused || fail "$what: $(cat /tmp/refused)"
done
said "a spool on NFS is refused, by check as well"

begin
echo "$good" > /mnt/user/a.json
echo "$good" > /srv/export/three/b.json
echo "$good" > /mnt/mem/c.json
mkdir /mnt/user/set && chmod 2770 /mnt/user/set && echo x > /mnt/user/set/x.txt && echo "$good" > /mnt/user/set/request.json
(exec > /mnt/user/slow.json; printf '{ "report":'; sleep 0.7; printf ' "hel'; sleep 0.7; printf 'lo" }\n')
for name in v4/a v3/b mem/c v4/set v4/slow; do wait_for 120 "$name" is_done $name; done
i=0
while [ $i -lt 20 ]; do i=$((i + 1)) && echo "$good" > /mnt/user/many$i.json && echo "$good" > /srv/export/three/many$i.json; done
i=0
while [ $i -lt 20 ]; do i=$((i + 1)) && wait_for 200 "v4/many$i" is_done v4/many$i && wait_for 200 "v3/many$i" is_done v3/many$i; done
[ "$(ask 'select count(*) from jobs')" = 46 ] || fail "$(ask 'select count(*) from jobs') jobs of 46 requests"
[ -z "$(find /srv/export/four /srv/export/three -type f)" ] || fail "left: $(find /srv/export -type f)"
said "45 requests from three further inboxes, each once"

t=$(uptime_s)
systemctl stop nfs-server
echo "$good" > $spool/inbox/meanwhile.json
wait_for 25 "the spool's own inbox while a server is away" is_done meanwhile
while [ $(($(uptime_s) - t)) -lt 32 ]; do sleep 1; done
is_active || fail "ended with the server"
systemctl start nfs-server
echo "$good" > /srv/export/four/back.json
echo "$good" > /srv/export/three/back.json
wait_for 200 "v4 after it is back" is_done v4/back
wait_for 200 "v3 after it is back" is_done v3/back
said "the server away for 32 s: the spool's own inbox was served, the others after it"

umount /mnt/mem
wait_for 60 "one that is not mounted" sh -c '! mountpoint -q /mnt/mem'
mem
echo "$good" > /mnt/mem/d.json
wait_for 120 "one that is mounted again" is_done mem/d
said "unmounted and mounted again: served"
systemctl stop sitrep || fail "stop"
umount /mnt/four /mnt/user /mnt/three /mnt/spool /mnt/mem || fail "something of it is in use"    # while its server is there: without, it hangs
