# shellcheck shell=sh
# Puts a host back to how it was before a fix: what snapshot.sh kept. What it cannot is said in notes.

alone
kept="$state/undo/$(setting run)"
if [ ! -e "$kept/whole" ]; then
  # The first thing that a fix does to a host is to keep how it is; the last five of these stay.
  # shellcheck disable=SC2012 # names of ours, which begin with the time
  ls "$state/undo" 2>/dev/null | sort >"$work/runs"
  if [ "$(wc -l <"$work/runs")" -ge 5 ] && [ "$(printf '%s\n' "$(setting run)" "$(head -n 1 "$work/runs")" | sort | head -n 1)" = "$(setting run)" ]; then
    fail "this host keeps how it was before the last five fixes, and run $(setting run) is older" "put back by hand what is to be as before"
  fi
  report note "nothing is kept of run $(setting run) on this host: it was not changed in it, or is another instance by now"
  finish
  exit
fi

step "files"
while read -r number word; do
  file=$(decode "$word")
  if [ "$number" = - ]; then
    if [ -f "$file" ]; then
      rm -f "$file"
      changed "$file"
    fi
  elif ! cmp -s "$kept/files/$number" "$file" || [ "$(stat -c '%a %U' "$kept/files/$number")" != "$(stat -c '%a %U' "$file")" ]; then
    mkdir -p "${file%/*}"
    cp -p "$kept/files/$number" "$file"
    changed "$file"
  fi
done <"$kept/paths"

step "services"
! has_changed /etc/systemd/ || quiet systemctl daemon-reload
for service in chrony rsyslog strongswan amazon-cloudwatch-agent; do
  ! has_changed "/$service" || quiet systemctl restart "$service" || :
done
if [ -e "$kept/units" ]; then
  while read -r unit enabled active; do
    now=$(systemctl is-enabled "$unit" 2>/dev/null || :)
    if [ "$now" != "$enabled" ]; then
      [ "$now" != masked ] || quiet systemctl unmask "$unit"
      case "$enabled" in
        masked) quiet systemctl mask "$unit" ;;
        enabled) quiet systemctl enable "$unit" ;;
        disabled) quiet systemctl disable "$unit" ;;
      esac
      changed "$unit $enabled"
    fi
    if [ "$(systemctl is-active "$unit" 2>/dev/null || :)" != "$active" ]; then
      case "$active" in
        active) quiet systemctl start "$unit" || report note "$unit does not start" ;;
        *) quiet systemctl stop "$unit" || : ;;
      esac
      changed "$unit $active"
    fi
  done <"$kept/units"
fi

step "kernel settings"
while read -r file value; do
  [ -e "$file" ] || continue
  if [ "$(cat "$file")" != "$value" ]; then
    printf '%s\n' "$value" >"$file" || report note "the kernel does not take $file = $value"
    changed "$file"
  fi
done <"$kept/sysctl"

step "packet filter"
nft -s list table inet vpnmesh >"$work/nft" 2>/dev/null || : >"$work/nft"
if ! cmp -s "$work/nft" "$kept/nft" 2>/dev/null; then
  if [ -e "$kept/nft" ]; then
    {
      echo 'table inet vpnmesh'
      echo 'delete table inet vpnmesh'
      cat "$kept/nft"
    } >"$work/back"
    quiet nft -f "$work/back" || report note "the packet filter cannot be put back"
    changed "nftables"
  elif [ -s "$work/nft" ]; then
    quiet nft delete table inet vpnmesh
    changed "nftables"
  fi
fi

step "connections"
if systemctl is-active --quiet strongswan && has_changed /etc/swanctl/; then
  quiet swanctl --load-all --noprompt || report note "charon does not take all of the old connections"
fi
if has_changed /etc/ssh/; then
  sshd -t 2>"$work/check" || fail "sshd would not take its old settings: $(tail -n 1 "$work/check")" "look at them over this session"
  quiet systemctl reload ssh
fi

step "report"
# What the host last told of itself is not so any more. One that told nothing before stays silent.
if systemctl is-active --quiet vpnmesh-facts.timer; then
  quiet systemctl restart --no-block vpnmesh-facts.service || report note "vpnmesh-facts.service does not start"
fi
finish
