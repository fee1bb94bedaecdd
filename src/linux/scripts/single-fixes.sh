# shellcheck shell=sh
# Single things put right that others may have put there: lines "work WHAT WORD...", each word as base64.

# swap FILE: $work/content in the place of FILE, with FILE's own owner and mode.
swap() {
  beside="${1%/*}/.${1##*/}.vpnmesh"
  cp -p "$1" "$beside"
  cat "$work/content" >"$beside"
  mv "$beside" "$1"
  changed "$1"
}

# comment_out FILE KEY: every line that sets KEY, whether its parts are parted by dots or by slashes.
comment_out() {
  [ -f "$1" ] || return 0
  awk -v key="$2" '
    BEGIN { gsub("/", ".", key) }
    {
      name = $0
      sub(/^[ \t]*-?[ \t]*/, "", name)
      set = name ~ /^[^#;=]*=/
      sub(/[ \t]*=.*/, "", name)
      gsub("/", ".", name)
      if (set && name == key) print "# taken out by vpnmesh: " $0
      else print
    }' "$1" >"$work/content"
  cmp -s "$work/content" "$1" || swap "$1"
}

aside() {
  [ -f "$1" ] || return 0
  mv "$1" "$1.vpnmesh-off"
  changed "$1"
}

private() {
  [ -f "$1" ] || return 0
  chown root:root "$1"
  chmod 0600 "$1"
  changed "$1"
}

# A new one is made by whoever needs it; the old one stays on this host, root's alone.
retire_key() {
  [ -f "$1" ] || return 0
  mkdir -p "$state/retired"
  chmod 0700 "$state/retired"
  mv "$1" "$state/retired/${1##*/}.$(date -u +%Y%m%dT%H%M%SZ)"
  changed "$1"
}

upgrade() {
  quiet dpkg --configure -a || :
  update
  apt_get upgrade --with-new-pkgs || fail "apt cannot upgrade this host" "look at the error above"
  changed "packages brought up to date"
}

alone
grep '^work ' "$work/input" >"$work/todo" || :
while read -r _ what first second; do
  one=$(decode "$first")
  two=$(decode "$second")
  step "$what $one $two"
  case "$what" in
    comment-out) comment_out "$one" "$two" ;;
    aside) aside "$one" ;;
    private) private "$one" ;;
    retire-key) retire_key "/etc/swanctl/private/$(setting concentrator).key" ;;
    upgrade) upgrade ;;
    *) fail "nobody knows how to $what" "report this as a fault of vpnmesh" ;;
  esac
done <"$work/todo"
if reboot_required; then report reboot yes; else report reboot no; fi
finish
