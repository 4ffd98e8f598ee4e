#!/bin/sh
# The figures of the design on this machine: CPU, memory, latency, throughput. QUICK=1 for a look in a minute.
set -eu
cd "$(dirname "$0")/../.."
SITREP=${SITREP:-$PWD/sitrep}
export SITREP
echo "$(nproc) cores, $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1), commit $(git rev-parse --short HEAD 2>/dev/null || echo none)"
exec build/tests/bench/bench tests/bench ${QUICK:+quick}
