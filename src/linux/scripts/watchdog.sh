#!/bin/sh
# Managed by vpnmesh. Runs every 15 s: puts back the firewall table if something flushed it, the
# namespace of the probes, starts charon if it failed, and initiates tunnels that this end should initiate and that
# are neither up nor coming up. The other end initiates the rest; both would make duplicates.
set -u
export LC_ALL=C PATH=/usr/sbin:/usr/bin:/sbin:/bin

if ! nft list table inet vpnmesh >/dev/null 2>&1; then
  logger -t vpnmesh-watchdog "the nftables table was gone: loading it again"
  nft -f /etc/nftables.d/vpnmesh.nft
fi

# Somebody's clean-up may take the namespace that probes leave from.
if ! ip -n vpnmesh-probe address show dev eth0 2>/dev/null | grep -q ' inet ' &&
  systemctl is-enabled --quiet vpnmesh-probe && [ "$(systemctl is-active vpnmesh-probe)" != activating ]; then
  logger -t vpnmesh-watchdog "the namespace of the probes was gone: making it again"
  systemctl restart vpnmesh-probe
fi

# Only a failure is repaired: somebody who stopped strongSwan meant it.
if systemctl is-failed --quiet strongswan; then
  logger -t vpnmesh-watchdog "strongswan has failed: starting it"
  systemctl reset-failed strongswan
  systemctl start strongswan
fi
systemctl is-active --quiet strongswan || exit 0

list=/etc/vpnmesh/initiates
[ -s "$list" ] || exit 0

# A deployment that initiates by itself holds the lock; its turn first.
exec 9>/run/vpnmesh-initiate.lock
flock -n 9 || exit 0

# absent: names from the list that have no SA up or on its way, from swanctl's list on stdin.
absent() {
  awk -v list="$list" '
    /^[^ ].*: #[0-9]+, / { name = $1; sub(/:$/, "", name); if ($3 ~ /^(CREATED|CONNECTING),/) live[name] = 1 }
    /^  [^ ].*: #[0-9]+, reqid / {
      name = $1; sub(/:$/, "", name)
      if ($5 ~ /^(CREATED|ROUTED|INSTALLING|INSTALLED|UPDATING|REKEYING|REKEYED|RETRYING),/) live[name] = 1
    }
    END { while ((getline name < list) > 0) if (name !~ /^#/ && !(name in live)) print name }
  '
}

# What is absent twice is absent: one look may fall between loading a connection and its first SA.
first=$(timeout 10 swanctl --list-sas 2>/dev/null | absent)
[ -n "$first" ] || exit 0
sleep 2
for name in $(timeout 10 swanctl --list-sas 2>/dev/null | absent); do
  printf '%s\n' "$first" | grep -qxF -e "$name" || continue
  logger -t vpnmesh-watchdog "initiating $name"
  timeout 12 swanctl --initiate --child "$name" --timeout 10 >/dev/null 2>&1 </dev/null 9>&- &
done
# systemd ends what is left of a service when its main process ends.
wait
