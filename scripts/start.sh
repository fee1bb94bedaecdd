#!/bin/sh
# What a newcomer runs first; needs no root and no AWS account. On a terminal: the wizard, on the sandbox. Otherwise, or
# with `npm start -- tour`: the main job on the sandbox from end to end, each step with a sentence.
# npm start -- real: the tour on real Debian hosts (Linux, root; installs the Debian packages that they want).
set -eu
cd "$(dirname "$0")/.."
. scripts/ready.sh
say() { printf '\n== %s\n' "$*"; }
vpnmesh() { node dist/bin.js "$@"; }

what="${1:-}"
if [ -z "$what" ]; then
  what=tour
  if [ -t 0 ] && [ -t 1 ] && [ "${TERM:-dumb}" != dumb ]; then
    case "${CI:-}" in '' | 0 | false) what=wizard ;; esac
  fi
fi
case "$what" in
  wizard) exec node dist/bin.js --sandbox ;;
  tour) hosts="--hosts simulated" ;;
  real) hosts="--hosts real --install" ;;
  *)
    echo "npm start -- $1: there is no such thing; use tour (simulated hosts), real, or nothing" >&2
    exit 2
    ;;
esac

say "A pretend AWS on this machine: three regions, a VPC each, a workload machine in a private subnet of each."
# shellcheck disable=SC2086 # one word an option
vpnmesh sandbox up $hosts
say "The plan from there to a mesh of two VPCs. Nothing is changed yet."
vpnmesh plan --sandbox
say "Building it: groups, addresses, interfaces, instances; strongSwan on each; routes; then the proof; SSH closed again."
vpnmesh apply --sandbox --yes
say "Every tunnel, asked at both ends. SSH is opened for the look and closed again."
vpnmesh status --sandbox --open-ssh
say "Probes across every pair: ping, and the biggest packet that crosses whole."
vpnmesh verify --sandbox --open-ssh
say "It stands. To look around with aws and ssh: eval \"\$(node dist/bin.js sandbox env)\"; what to try with them:"
vpnmesh sandbox env | sed -n 's/^# /  /p'
cat <<'TEXT'

== What to do next
  node dist/bin.js sandbox break                      something breaks: find out what (--tell tells, --repair repairs)
  node dist/bin.js ssh open --sandbox                 SSH is closed in the normal state: open it for half an hour
  node dist/bin.js ssh us-east-1 --sandbox            and log in
  node dist/bin.js destroy --sandbox --confirm demo   take the mesh down
  node dist/bin.js sandbox down                       take everything down
TEXT
