# shellcheck shell=sh
# The last of a host: what it was brought to, and at once a report that says so. A report that is being made
# meanwhile began before, and would not.
setting applied >"$state/applied.new"
mv "$state/applied.new" "$state/applied"
quiet systemctl restart --no-block vpnmesh-facts.service ||
  fail "vpnmesh-facts.service does not start" "journalctl -u vpnmesh-facts"
finish
