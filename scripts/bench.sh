#!/bin/sh
# The budgets of docs/performance.md, as ratios measured in one run. Needs a quiet machine and the npm registry once.
# `others` measures the audit beside Lynis and Ansible, on a real host: Linux, root, Debian.
set -eu
cd "$(dirname "$0")/.."
. scripts/ready.sh
if [ "${1:-}" = others ]; then
  exec node test/bench/others/run.ts
fi
exec node test/bench/run.ts "$@"
