# shellcheck shell=sh
# How a host differs from what snapshot.sh kept of it: "diff WHAT", then its lines. Data: "set run ID", "show PATH"
# (base64) for each file whose contents may leave the host.
run=$(sed -n 's/^set run //p' "$work/input" | head -n 1)
kept="/var/lib/vpnmesh/undo/$run"
if [ ! -e "$kept/whole" ]; then
  begin "nothing"
  echo "| this host has nothing kept of that run: it was not changed in it, is another instance by now, or keeps later runs only"
  echo "done"
  exit
fi
while read -r number word; do
  file=$(printf '%s' "$word" | base64 -d)
  before=$work/nothing
  now=$work/nothing
  [ "$number" = - ] || before=$kept/files/$number
  [ ! -f "$file" ] || now=$file
  if [ "$number" = - ] && [ -f "$file" ] && [ ! -s "$file" ]; then
    begin "$file"
    echo "| removed"
  elif ! cmp -s "$now" "$before"; then
    begin "$file"
    if grep -qxF -e "show $word" "$work/input"; then
      lines "$now" "$before"
    elif [ "$number" = - ]; then
      echo "| removed"
    else
      echo "| as it was; its contents stay on the host"
    fi
  elif [ "$number" != - ] && [ "$(stat -c '%a %U' "$before")" != "$(stat -c '%a %U' "$file")" ]; then
    begin "$file"
    echo "| $(stat -c '%a %U' "$file") becomes $(stat -c '%a %U' "$before")"
  fi
done <"$kept/paths"
if [ -e "$kept/units" ]; then
  while read -r unit enabled active; do
    now="$(systemctl is-enabled "$unit" 2>/dev/null) $(systemctl is-active "$unit" 2>/dev/null)"
    if [ "$now" != "$enabled $active" ]; then
      begin "$unit"
      echo "| $now becomes $enabled $active"
    fi
  done <"$kept/units"
fi
while read -r file value; do
  [ -e "$file" ] || continue
  if [ "$(cat "$file")" != "$value" ]; then
    begin "$file"
    echo "| $(cat "$file") becomes $value"
  fi
done <"$kept/sysctl"
nft -s list table inet vpnmesh >"$work/nft" 2>/dev/null || :
if [ -e "$kept/nft" ]; then before=$kept/nft; else before=$work/nothing; fi
if ! cmp -s "$work/nft" "$before"; then
  begin "table inet vpnmesh"
  lines "$work/nft" "$before"
fi
echo "done"
