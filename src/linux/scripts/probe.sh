# shellcheck shell=sh
# Pings many addresses from one of ours: loss, time, and the biggest packet that crosses whole.

# one SIZE TARGET: does an unfragmentable packet of SIZE bytes cross? A lost one gets a second try.
one() {
  for _ in 1 2; do
    ! ping -n -q -I "$source" -M "do" -c 1 -W 1 -s "$(($1 - 28))" "$2" >/dev/null 2>&1 </dev/null || return 0
  done
  return 1
}

# path_mtu TARGET: the biggest size between the least an IPv4 path should carry and the largest asked for.
path_mtu() {
  low=576
  high=$largest
  one "$low" "$1" || { echo 0; return; }
  if one "$high" "$1"; then echo "$high"; return; fi
  while [ $((high - low)) -gt 1 ]; do
    middle=$(((low + high) / 2))
    if one "$middle" "$1"; then low=$middle; else high=$middle; fi
  done
  echo "$low"
}

# probe TARGET: "probe TARGET LOSS RTT MTU"; RTT in ms and MTU in bytes, "-" where there is none.
probe() {
  ping -n -q -I "$source" -c "$count" -i 0.2 -W 2 "$1" >"$work/ping.$1" 2>&1 </dev/null || :
  loss=$(sed -n 's/.* \([0-9.]*\)% packet loss.*/\1/p' "$work/ping.$1")
  rtt=$(sed -n 's/^rtt [^=]*= [0-9.]*\/\([0-9.]*\)\/.*/\1/p' "$work/ping.$1")
  mtu=-
  [ -z "$rtt" ] || mtu=$(path_mtu "$1")
  report probe "$1" "${loss:-100}" "${rtt:--}" "$mtu"
}

source=$(setting source)
count=$(setting count)
largest=$(setting largest)
command -v ping >/dev/null || fail "there is no ping on this host" "run vpnmesh apply, which installs iputils-ping"
grep '^target ' "$work/input" >"$work/targets" || :
while read -r _ target; do
  probe "$target" >"$work/probe.$target" &
done <"$work/targets"
wait
while read -r _ target; do cat "$work/probe.$target"; done <"$work/targets"
finish
