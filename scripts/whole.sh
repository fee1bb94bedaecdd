#!/bin/sh
# Exhaustive suites whole, of which `npm test` takes another share each day. Arguments after the name go to vitest.
# crash: runs that die at every moment. breakages: everything that is done to a mesh behind its back, seen and put right.
# spoil: every member of AWS's answers, missing or with another value; every call of an audit, refused; every action, taken out of
# the printed policies. scale: as many members as there may be, and many rounds of apply and destroy. all: these and fuzz, in one run.
# VPNMESH_DAYS=5: a fifth of it, another one each day.
set -eu
cd "$(dirname "$0")/.."
crash="test/crash"
breakages="test/audit/simulated.test.ts test/fix/simulated test/sandbox/simulated-breakages.test.ts test/cli/practice.test.ts"
scale="test/sandbox/simulated-scale.test.ts test/sandbox/simulated-rounds.test.ts"
spoil="test/spoil test/app/build/control-policies.test.ts test/mesh/nothing-less.test.ts test/mesh/policy test/cli/iam-policy.test.ts test/audit/unreadable.test.ts"
wish=all
fuzz=1000000
if [ -n "${VPNMESH_DAYS:-}" ]; then
  day=$(($(date +%s) / 86400))
  wish="$((day % VPNMESH_DAYS + 1))/$VPNMESH_DAYS"
  # Fuzz alone is half of all the computing: ten times as many parts.
  fuzz="$((day % (VPNMESH_DAYS * 10) + 1))/$((VPNMESH_DAYS * 10))"
fi
what="${1:-}"
shift || :
case "$what" in
  crash) files=$crash ;;
  breakages) files=$breakages ;;
  scale) files=$scale ;;
  spoil) files=$spoil ;;
  all)
    files="$crash $breakages $scale $spoil test/fuzz"
    VPNMESH_FUZZ=${VPNMESH_FUZZ:-$fuzz}
    export VPNMESH_FUZZ
    ;;
  *)
    echo "npm run test:crash, test:breakages, test:scale, test:spoil or test:exhaustive: there is no \"$what\"" >&2
    exit 2
    ;;
esac
VPNMESH_CRASH=${VPNMESH_CRASH:-$wish}
VPNMESH_BREAKAGES=${VPNMESH_BREAKAGES:-$wish}
VPNMESH_SCALE=${VPNMESH_SCALE:-$wish}
VPNMESH_SPOIL=${VPNMESH_SPOIL:-$wish}
export VPNMESH_CRASH VPNMESH_BREAKAGES VPNMESH_SCALE VPNMESH_SPOIL
. scripts/ready.sh
# shellcheck disable=SC2086 # one word a path
exec vitest run --project 'unit*' $files "$@"
