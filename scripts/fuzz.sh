#!/bin/sh
# Spoilt reports of hosts and answers of AWS, a million of them or as many as is said. `npm test` runs a small share.
set -eu
cd "$(dirname "$0")/.."
. scripts/ready.sh
VPNMESH_FUZZ=${1:-1000000}
export VPNMESH_FUZZ
exec vitest run --project 'unit*' test/fuzz
