#!/bin/sh
# One real request in, the finished PDF out: a service on a fresh spool, the sample request dropped into its inbox.
set -eu
cd "$(dirname "$0")/.."
request=${1:-reports/samples/black-sea.json}
spool=build/demo
log=$spool/service.log

rm -rf "$spool"
mkdir -p "$spool"
echo "Starting the service on a fresh spool, $spool"
./sitrep serve --spool "$spool" 2> "$log" &
service=$!
trap 'kill "$service" 2>/dev/null || true; wait "$service" 2>/dev/null || true' EXIT INT TERM

tries=0
until [ -S "$spool/control.sock" ]; do
	tries=$((tries + 1))
	if [ $tries -gt 1200 ] || ! kill -0 "$service" 2>/dev/null; then
		echo "The service did not start:" >&2
		cat "$log" >&2
		exit 1
	fi
	sleep 0.05
done

echo "Dropping $request into $spool/inbox"
./sitrep submit --spool "$spool" --wait "$request"
pdf=$(ls "$spool"/outbox/*.pdf)
echo "Finished: $PWD/$pdf"
echo "What was done, and from what: $PWD/${pdf%.pdf}.json"
echo "Stopping the service"
