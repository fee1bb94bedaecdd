# shellcheck shell=sh
# Kernel settings: the file for every boot to come, the values now, on every interface.

# sysctl_file: the file as sent, and the one value that depends on what the host has.
sysctl_file() {
  grep '^file sysctl ' "$work/input" >"$work/files"
  read -r _ _ path mode _ text <"$work/files"
  backlog=$(cat /proc/sys/net/ipv4/tcp_max_syn_backlog)
  least=$(setting syn-backlog)
  [ "$backlog" -ge "$least" ] || backlog=$least
  decode "$text" >"$work/content"
  printf 'net.ipv4.tcp_max_syn_backlog = %s\n' "$backlog" >>"$work/content"
  put "$path" "$mode" none "$work/content"
}

# tune FILE VALUE: a file below /proc/sys; complains when the kernel does not take it.
tune() {
  [ "$(cat "$1")" != "$2" ] || return 0
  printf '%s\n' "$2" >"$1" 2>/dev/null || :
  [ "$(cat "$1")" = "$2" ] || fail "the kernel does not take $1 = $2" "check that nothing else writes it"
  changed "$1"
}

# The lines "sysctl KEY VALUE" and "interface KEY VALUE", in their order: ip_forward first,
# since changing it resets redirects. Globs and existing interfaces are why sysctl -p is not enough.
sysctl_runtime() {
  grep -e '^sysctl ' -e '^interface ' "$work/input" >"$work/settings"
  for _ in write verify; do
    while read -r kind key value; do
      case "$kind" in
        sysctl) tune "/proc/sys/$(printf '%s' "$key" | tr . /)" "$value" ;;
        interface)
          for directory in /proc/sys/net/ipv4/conf/*; do
            # An interface may go away while we look.
            [ ! -e "$directory/$key" ] || tune "$directory/$key" "$value"
          done
          ;;
      esac
    done <"$work/settings"
  done
  tune /proc/sys/net/ipv4/tcp_max_syn_backlog "$backlog"
  # IPsec is off on the loopback by the kernel's own choice; nowhere else.
  for directory in /proc/sys/net/ipv4/conf/*; do
    case "${directory##*/}" in lo | all | default) continue ;; esac
    for key in disable_xfrm disable_policy; do
      [ ! -e "$directory/$key" ] || tune "$directory/$key" 0
    done
  done
}
