# shellcheck shell=sh
# How files of ours differ from what would be written: "diff PATH", then its lines.
dataplane=kernel
[ ! -e /etc/strongswan.d/vpnmesh-libipsec.conf ] || dataplane=libipsec
grep '^file ' "$work/input" >"$work/files" || :
while read -r _ when path mode _ text; do
  case "$when" in kernel | libipsec) [ "$when" = "$dataplane" ] || continue ;; esac
  printf '%s' "$text" | base64 -d >"$work/wanted"
  if [ "$when" = sysctl ]; then
    # Its last line depends on the host.
    sed -n '/^net.ipv4.tcp_max_syn_backlog = /p' "$path" >>"$work/wanted" 2>/dev/null
  fi
  if [ -f "$path" ]; then there=$path; else there=$work/nothing; fi
  if ! cmp -s "$there" "$work/wanted"; then
    begin "$path"
    lines "$there" "$work/wanted"
  elif [ "$(stat -c %a "$path")" != "${mode#0}" ]; then
    begin "$path"
    echo "| mode $(stat -c %a "$path") becomes ${mode#0}"
  fi
done <"$work/files"
echo "done"
