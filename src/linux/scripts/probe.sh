# shellcheck shell=sh
# Pings many addresses from one of ours: loss, time, and the biggest packet that crosses whole.

source=$(setting source)
count=$(setting count)
largest=$(setting largest)
command -v ping >/dev/null || fail "there is no ping on this host" "run vpnmesh apply, which installs iputils-ping"
has_namespace || systemctl restart vpnmesh-probe 2>/dev/null || :
has_namespace || fail "there is no network namespace vpnmesh-probe on this host" \
  "journalctl -u vpnmesh-probe says why; vpnmesh apply --all-hosts puts its files back"
grep '^target ' "$work/input" >"$work/targets" || :
while read -r _ target; do
  probe "$target" >"$work/probe.$target" &
done <"$work/targets"
wait
while read -r _ target; do cat "$work/probe.$target"; done <"$work/targets"
finish
