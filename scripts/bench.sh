#!/bin/sh
# The budgets of docs/performance.md, as ratios measured in one run. Needs a quiet machine and the npm registry once.
set -eu
cd "$(dirname "$0")/.."
. scripts/ready.sh
exec node test/bench/run.ts "$@"
