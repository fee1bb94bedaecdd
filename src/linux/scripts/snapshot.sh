# shellcheck shell=sh
# How a host is before a fix changes it: files, kernel settings, units, packet filter. Kept on the host, root's alone.
# Data: "set run ID", "path PATH" (base64), "unit NAME", "sysctl KEY".

alone
kept="$state/undo/$(setting run)"
keep() {
  rm -rf "$kept.new"
  mkdir -p "$kept.new/files"
  chmod 0700 "$state/undo" "$kept.new"

  grep '^path ' "$work/input" >"$work/paths" || :
  number=0
  while read -r _ word; do
    file=$(decode "$word")
    number=$((number + 1))
    if [ -f "$file" ]; then
      cp -p "$file" "$kept.new/files/$number"
      printf '%s %s\n' "$number" "$word" >>"$kept.new/paths"
    else
      printf -- '- %s\n' "$word" >>"$kept.new/paths"
    fi
  done <"$work/paths"

  sed -n 's/^unit //p' "$work/input" >"$work/units"
  while read -r unit; do
    printf '%s %s %s\n' "$unit" "$(systemctl is-enabled "$unit" 2>/dev/null || :)" "$(systemctl is-active "$unit" 2>/dev/null || :)" |
      awk 'NF == 3' >>"$kept.new/units"
  done <"$work/units"
  for file in /proc/sys/net/ipv4/ip_forward /proc/sys/net/ipv4/icmp_echo_ignore_broadcasts \
    /proc/sys/net/ipv4/icmp_ignore_bogus_error_responses /proc/sys/net/ipv4/tcp_syncookies \
    /proc/sys/net/ipv4/tcp_max_syn_backlog /proc/sys/net/ipv4/tcp_mtu_probing \
    /proc/sys/net/ipv4/conf/*/send_redirects /proc/sys/net/ipv4/conf/*/accept_redirects \
    /proc/sys/net/ipv4/conf/*/secure_redirects /proc/sys/net/ipv4/conf/*/accept_source_route \
    /proc/sys/net/ipv4/conf/*/log_martians /proc/sys/net/ipv4/conf/*/rp_filter \
    /proc/sys/net/ipv4/conf/*/disable_xfrm /proc/sys/net/ipv4/conf/*/disable_policy; do
    [ ! -r "$file" ] || printf '%s %s\n' "$file" "$(cat "$file")" >>"$kept.new/sysctl"
  done
  nft -s list table inet vpnmesh >"$kept.new/nft" 2>/dev/null || rm -f "$kept.new/nft"

  touch "$kept.new/whole"
  rm -rf "$kept"
  mv "$kept.new" "$kept"
}

# A second try must not take the half-fixed for the old.
[ -e "$kept/whole" ] || keep
# The last few will do; their names begin with the time.
# shellcheck disable=SC2012 # names of ours
ls "$state/undo" | sort -r | tail -n +6 >"$work/old"
while read -r old; do rm -rf "$state/undo/${old:?}"; done <"$work/old"
finish
