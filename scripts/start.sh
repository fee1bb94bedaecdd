#!/bin/sh
# The first command for newcomers; needs no root and no AWS account. On a terminal: the wizard in the sandbox. Otherwise, or
# with `npm start -- tour`: a mesh in the sandbox from plan to status, each step with a sentence.
# npm start -- real: the tour on real Debian hosts (Linux, root; installs the Debian packages that they need).
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
    echo "npm start -- $1: unknown; use tour (simulated hosts), real, or no argument" >&2
    exit 2
    ;;
esac

say "A local AWS emulator: three regions with a VPC each, and a workload machine in a private subnet of each."
# shellcheck disable=SC2086 # one word an option
vpnmesh sandbox up $hosts
say "The plan for a mesh of two VPCs. Nothing changes yet."
vpnmesh plan --sandbox
say "Apply: security groups, addresses, interfaces, instances; strongSwan on each; routes; verification; SSH closed again."
vpnmesh apply --sandbox --yes
say "Status: every tunnel from both ends. The command opens SSH and closes it again."
vpnmesh status --sandbox --open-ssh
say "Verify: ping and path MTU across every pair."
vpnmesh verify --sandbox --open-ssh
say "The mesh is up. To explore it with aws and ssh: eval \"\$(node dist/bin.js sandbox env)\"; for example:"
vpnmesh sandbox env | sed -n 's/^# /  /p'
cat <<'TEXT'

== What to do next
  node dist/bin.js sandbox break                      breaks something: find out what (--tell explains, --repair repairs)
  node dist/bin.js ssh open --sandbox                 SSH is closed by default: open it for 30 minutes
  node dist/bin.js ssh us-east-1 --sandbox            and log in
  node dist/bin.js destroy --sandbox --confirm demo   destroy the mesh
  node dist/bin.js sandbox down                       stop the sandbox
TEXT
