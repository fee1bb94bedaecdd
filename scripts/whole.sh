#!/bin/sh
# Exhaustive suites whole, of which `npm test` takes another share each day. Arguments after the name go to vitest.
# crash: runs that die at every moment. breakages: everything that is done to a mesh behind its back, seen and put right.
# spoil: every member of AWS's answers, missing or with another value; every call of an audit, refused; every action, taken out of
# the printed policies. scale: as many members as there may be, and many rounds of apply and destroy.
set -eu
cd "$(dirname "$0")/.."
what="${1:-}"
shift || :
case "$what" in
  crash)
    VPNMESH_CRASH=all
    export VPNMESH_CRASH
    set -- test/crash "$@"
    ;;
  breakages)
    VPNMESH_BREAKAGES=${VPNMESH_BREAKAGES:-all}
    export VPNMESH_BREAKAGES
    set -- test/audit/simulated.test.ts test/fix/simulated test/sandbox/simulated-breakages.test.ts test/cli/practice.test.ts "$@"
    ;;
  scale)
    VPNMESH_SCALE=all
    export VPNMESH_SCALE
    set -- test/sandbox/simulated-scale.test.ts test/sandbox/simulated-rounds.test.ts "$@"
    ;;
  spoil)
    VPNMESH_SPOIL=all
    export VPNMESH_SPOIL
    set -- test/spoil test/app/build/control-policies.test.ts test/mesh/nothing-less.test.ts test/mesh/policy test/cli/iam-policy.test.ts test/audit/unreadable.test.ts "$@"
    ;;
  *)
    echo "npm run test:crash, test:breakages, test:scale or test:spoil: there is no \"$what\"" >&2
    exit 2
    ;;
esac
. scripts/ready.sh
exec vitest run --project 'unit*' "$@"
