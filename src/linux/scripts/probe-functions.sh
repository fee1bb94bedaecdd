# shellcheck shell=sh
# How a host probes: functions that want $source, $count, $largest and a folder $work. Probes leave from the namespace
# behind the host (vpnmesh-probe.service), so that the host forwards them.

behind() { ip netns exec vpnmesh-probe "$@"; }
has_namespace() { ip netns list 2>/dev/null | grep -q '^vpnmesh-probe\( \|$\)'; }

# one SIZE TARGET: does an unfragmentable packet of SIZE bytes cross? A lost one gets a second
# try; one that a router or our own interface turned away (they name their MTU) does not.
one() {
  for _ in 1 2; do
    ! behind ping -n -I "$source" -M "do" -c 1 -W 1 -s "$(($1 - 28))" "$2" >"$work/one.$2" 2>&1 </dev/null || return 0
    ! grep -q 'mtu *=' "$work/one.$2" || return 1
  done
  return 1
}

# told TARGET: the MTU that the last packet was turned away with; empty when nobody said one.
told() { sed -n 's/.*mtu *= *\([0-9][0-9]*\).*/\1/p' "$work/one.$1" | head -n 1; }

# path_mtu TARGET: the biggest size between the least an IPv4 path should carry and the largest
# asked for. What the path itself says is tried first: mostly two packets settle it.
path_mtu() {
  low=576
  high=$largest
  if one "$high" "$1"; then echo "$high"; return; fi
  hint=$(told "$1")
  if [ -n "$hint" ] && [ "$hint" -gt "$low" ] && [ "$hint" -lt "$high" ]; then
    if one "$hint" "$1"; then low=$hint; else high=$hint; fi
    if [ "$low" = "$hint" ] && ! one "$((hint + 1))" "$1"; then echo "$hint"; return; fi
  fi
  [ "$low" != 576 ] || one "$low" "$1" || { echo 0; return; }
  while [ $((high - low)) -gt 1 ]; do
    middle=$(((low + high) / 2))
    if one "$middle" "$1"; then low=$middle; else high=$middle; fi
  done
  echo "$low"
}

# probe TARGET: "probe TARGET LOSS RTT MTU"; RTT in ms and MTU in bytes, "-" where there is none.
probe() {
  behind ping -n -q -I "$source" -c "$count" -i 0.2 -W 2 "$1" >"$work/ping.$1" 2>&1 </dev/null || :
  loss=$(sed -n 's/.* \([0-9.]*\)% packet loss.*/\1/p' "$work/ping.$1")
  rtt=$(sed -n 's/^rtt [^=]*= [0-9.]*\/\([0-9.]*\)\/.*/\1/p' "$work/ping.$1")
  mtu=-
  [ -z "$rtt" ] || mtu=$(path_mtu "$1")
  report probe "$1" "${loss:-100}" "${rtt:--}" "$mtu"
}
