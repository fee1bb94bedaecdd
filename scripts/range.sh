#!/bin/sh
# The suite on real hosts: Linux, root, Debian. --install adds the packages it wants; other arguments go to vitest.
set -eu
cd "$(dirname "$0")/.."
install=no
if [ "${1:-}" = --install ]; then
  install=yes
  shift
fi
if [ "$(uname -s)" != Linux ] || [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
  echo "real hosts need Linux, root and Debian's apt: run it there, or npm test, which needs none of them" >&2
  exit 1
fi
. scripts/ready.sh
wanted="systemd-container debootstrap iproute2 nftables conntrack apt-utils procps util-linux openssl python3 openssh-client openssh-server sudo shellcheck charon-systemd strongswan-swanctl libstrongswan-standard-plugins libcharon-extra-plugins"
missing=
for package in $wanted; do
  dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed || missing="$missing $package"
done
if [ -n "$missing" ]; then
  if [ "$install" = no ]; then
    echo "missing packages:$missing" >&2
    echo "next: npm run test:range -- --install, or apt-get install$missing" >&2
    exit 1
  fi
  apt-get update -qq >&2
  # shellcheck disable=SC2086 # one word a package
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >&2
fi
# Meshes of their own, each kill and the breakages that simulated hosts repeat: the full run has them.
[ -n "${VPNMESH_KILLS:-}" ] || set -- --exclude "test/range/kills.test.ts" "$@"
[ -n "${VPNMESH_PARITY:-}" ] || set -- --exclude "test/range/parity.test.ts" "$@"
exec vitest run --project range "$@"
