# shellcheck shell=sh
# A report that begins from now on: one that is being made began before, and is begun anew. Nobody waits for it here.
at=$(date -u +%Y-%m-%dT%H:%M:%SZ)
quiet systemctl restart --no-block vpnmesh-facts.service ||
  fail "vpnmesh-facts.service does not start" "journalctl -u vpnmesh-facts"
report at "$at"
finish
