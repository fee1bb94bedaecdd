# shellcheck shell=sh
# Brings up the tunnels of which this host is the initiator and proves each new one by a
# rekeying: a disagreement about perfect forward secrecy shows only then.

# The watchdog stands back while this runs; together they would make duplicates.
exec 8>/run/vpnmesh-initiate.lock
flock -w 60 8 || fail "the tunnel watchdog does not finish" "systemctl status vpnmesh-watchdog"

# What is said while tunnels come up goes past the file that keeps each one's outcome.
exec 9>&1

# negotiated NAME: what charon's log says of the negotiation, for whoever looks on.
negotiated() {
  tail -n 300 /var/log/charon.log 2>/dev/null | grep -F "$1" |
    grep -e 'initiating IKE_SA' -e 'authentication of' -e 'established' -e 'retransmit' -e 'failed' |
    tail -n 5 |
    # As the system log has it, or charon by itself.
    sed -e 's/^.*charon[a-z-]*\[[0-9]*\]: //' -e 's/^.*\[[A-Z][A-Z]*\] //' -e 's/<[^>]*> //' -e "s/^/step $1: /" >&9 || :
}

# bring_up NAME: waits for an SA on its way, initiates only what is absent twice in a row.
bring_up() {
  end=$(($(date +%s) + patience))
  absent=0
  tries=0
  while :; do
    now=$(sa_state "$1")
    case "$now" in
      "up "*) return 0 ;;
      absent) absent=$((absent + 1)) ;;
      *) absent=0 ;;
    esac
    [ "$(date +%s)" -lt "$end" ] || return 1
    if [ "$absent" -ge 2 ]; then
      absent=0
      # A peer that answers and refuses will not change its mind by being asked on and on.
      tries=$((tries + 1))
      [ "$tries" -le 3 ] || return 1
      timeout 25 swanctl --initiate --child "$1" --timeout 20 >"$work/initiate.$1" 2>&1 </dev/null || :
    fi
    sleep 1
  done
}

# prove NAME: one forced rekeying of the child; a new child must take the old one's place.
prove() {
  before=$(sa_state "$1")
  timeout 20 swanctl --rekey --child "$1" >"$work/rekey.$1" 2>&1 </dev/null || :
  left=30
  while [ "$left" -gt 0 ]; do
    now=$(sa_state "$1")
    case "$now" in "up "*) [ "${now#up }" -le "${before#up }" ] || return 0 ;; esac
    left=$((left - 1))
    sleep 0.5
  done
  return 1
}

# why FILE: the lines of swanctl's output that tell.
why() {
  grep -v '^plugin ' "$1" 2>/dev/null | grep -i -e failed -e error -e 'no .*found' -e 'giving up' -e 'retransmit 3' |
    tail -n 2 | tr '\n' ' '
}

# tunnel NAME FINGERPRINT: one line of report.
tunnel() {
  came=no
  if bring_up "$1"; then came=yes; fi
  negotiated "$1"
  if [ "$came" = no ]; then
    reason=$(why "$work/initiate.$1")
    printf 'tunnel %s no no %s\n' "$1" "${reason:-it is still being negotiated; see /var/log/charon.log}"
  elif [ "$(cat "$state/proven.$1" 2>/dev/null)" = "$2" ]; then
    printf 'tunnel %s yes before up, rekeying proven before\n' "$1"
  elif prove "$1"; then
    printf '%s\n' "$2" >"$state/proven.$1"
    printf 'tunnel %s yes now up, rekeyed\n' "$1"
  else
    reason=$(why "$work/rekey.$1")
    printf 'tunnel %s yes no up, but rekeying fails: %s\n' "$1" \
      "${reason:-the two ends may disagree on perfect forward secrecy; see /var/log/charon.log}"
  fi
}

patience=$(setting patience)
systemctl is-active --quiet strongswan || fail "strongswan is not running" "journalctl -u strongswan"
step "tunnels"
grep '^tunnel ' "$work/input" >"$work/tunnels" || :
while read -r _ name fingerprint; do
  tunnel "$name" "$fingerprint" >"$work/tunnel.$name" &
done <"$work/tunnels"
wait
while read -r _ name _; do cat "$work/tunnel.$name"; done <"$work/tunnels"
finish
