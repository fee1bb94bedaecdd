#!/bin/sh
# The main job on the sandbox, each step with a sentence: what a newcomer runs first.
set -eu
cd "$(dirname "$0")/.."
. scripts/ready.sh
say() { printf '\n== %s\n' "$*"; }
vpnmesh() { node dist/bin.js "$@"; }

hosts=none
if [ "$(uname -s)" = Linux ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then hosts=real; fi

say "A pretend AWS on this machine: three regions, a VPC each, a workload machine in a private subnet of each."
if [ "$hosts" = real ]; then
  vpnmesh sandbox up --hosts real --install
else
  vpnmesh sandbox up --hosts none
fi
say "The plan from there to a mesh of two VPCs. Nothing is changed yet."
vpnmesh plan --sandbox
if [ "$hosts" = none ]; then
  say "Here it ends: building tunnels needs hosts, and real hosts need Linux (Debian), root and apt."
  echo "Try it as root on Debian, or point it at your own AWS account (README)."
  vpnmesh sandbox down
  exit 0
fi
say "Building it: AWS resources, two real Debian hosts, strongSwan, routes; then the proof; then SSH is closed again."
vpnmesh apply --sandbox --yes
say "Every tunnel, asked at both ends. SSH is opened for the look and closed again."
vpnmesh status --sandbox --open-ssh
say "Probes across every pair: ping, and the biggest packet that crosses whole."
vpnmesh verify --sandbox --open-ssh
say "It stands. Look around:"
vpnmesh sandbox env
echo "Take the mesh down with: node dist/bin.js destroy --sandbox --confirm demo"
echo "Take everything down with: node dist/bin.js sandbox down"
