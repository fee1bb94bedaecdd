# shellcheck shell=sh
# How a host differs from what snapshot.sh kept of it: "diff WHAT", then its lines. Data: "set run ID", "show PATH"
# (base64) for each file whose contents may leave the host.
kept="/var/lib/vpnmesh/undo/$(sed -n 's/^set run //p' "$work/input" | head -n 1)"
if [ ! -e "$kept/whole" ]; then
  echo "failed this host has nothing kept of that run: only the last five fixes can be undone"
  exit 1
fi
while read -r number word; do
  file=$(printf '%s' "$word" | base64 -d)
  before=$work/nothing
  now=$work/nothing
  [ "$number" = - ] || before=$kept/files/$number
  [ ! -f "$file" ] || now=$file
  if ! cmp -s "$now" "$before"; then
    echo "diff $file"
    if grep -qxF -e "show $word" "$work/input"; then
      lines "$now" "$before"
    elif [ "$number" = - ]; then
      echo "| removed"
    else
      echo "| as it was; its contents stay on the host"
    fi
  elif [ "$number" != - ] && [ "$(stat -c '%a %U' "$before")" != "$(stat -c '%a %U' "$file")" ]; then
    echo "diff $file"
    echo "| $(stat -c '%a %U' "$file") becomes $(stat -c '%a %U' "$before")"
  fi
done <"$kept/paths"
if [ -e "$kept/units" ]; then
  while read -r unit enabled active; do
    now="$(systemctl is-enabled "$unit" 2>/dev/null) $(systemctl is-active "$unit" 2>/dev/null)"
    if [ "$now" != "$enabled $active" ]; then
      echo "diff $unit"
      echo "| $now becomes $enabled $active"
    fi
  done <"$kept/units"
fi
while read -r file value; do
  [ -e "$file" ] || continue
  if [ "$(cat "$file")" != "$value" ]; then
    echo "diff $file"
    echo "| $(cat "$file") becomes $value"
  fi
done <"$kept/sysctl"
nft list table inet vpnmesh >"$work/nft" 2>/dev/null || :
if [ -e "$kept/nft" ]; then before=$kept/nft; else before=$work/nothing; fi
if ! cmp -s "$work/nft" "$before"; then
  echo "diff table inet vpnmesh"
  lines "$work/nft" "$before"
fi
echo "done"
