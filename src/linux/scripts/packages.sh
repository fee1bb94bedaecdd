# shellcheck shell=sh
# Everything apt does. A host is brought up to date once; later runs only add what is missing.

# Seconds for which somebody else may have apt's locks: on its first day a host brings itself up to date.
apt_patience=300

# apt_get WORD...: as soon as nobody else has apt's locks. DPkg::Lock::Timeout waits for dpkg's alone: for those of
# the lists and of the archives apt gives up at once.
apt_get() {
  give_up=$(($(date +%s) + apt_patience))
  while :; do
    code=0
    quiet env DEBIAN_FRONTEND=noninteractive apt-get -y -o "DPkg::Lock::Timeout=$apt_patience" \
      -o Dpkg::Options::=--force-confdef -o Dpkg::Options::=--force-confold "$@" 2>"$work/apt" || code=$?
    cat "$work/apt" >&2
    [ "$code" -ne 0 ] && grep -q '^E: Could not get lock ' "$work/apt" || return "$code"
    [ "$(date +%s)" -lt "$give_up" ] || locked_out
    sleep 2
  done
}

# apt says "E: Could not get lock FILE. It is held by process PID (NAME)", or which error it met where it cannot tell.
locked_out() {
  lock=$(sed -n 's/^E: Could not get lock \([^ ]*[^ .]\).*/\1/p' "$work/apt" | head -n 1)
  holder=$(sed -n 's/^E: Could not get lock .*held by process \([0-9]* ([^)]*)\).*/\1/p' "$work/apt" | head -n 1)
  look="fuser -v $lock"
  [ -z "$holder" ] || look="ps -fp ${holder%% *}"
  fail "apt waited $apt_patience s for $lock, which ${holder:+process }${holder:-another process} holds" \
    "let it come to its end, then run the command again; on the host, $look tells what it is (Debian's own updates: systemctl status apt-daily apt-daily-upgrade)"
}

# missing PACKAGE...: those that are not installed.
missing() {
  for package in "$@"; do
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || printf '%s ' "$package"
  done
}

# add PACKAGE...
add() {
  wanted=$(missing "$@")
  [ -n "$wanted" ] || return 0
  [ -f "$work/apt-updated" ] || update
  # shellcheck disable=SC2086 # one word per package
  if ! apt_get install --no-install-recommends $wanted; then
    fail "apt cannot install $wanted" "look at the error above; the host needs a way to its package sources"
  fi
  for package in $wanted; do changed "package $package"; done
}

update() {
  apt_get update || fail "apt cannot read its package sources" \
    "check the route to the Internet gateway and the network ACLs of the subnet"
  : >"$work/apt-updated"
}

await_cloud_init() {
  command -v cloud-init >/dev/null || return 0
  # 2: done, with warnings (cloud-init 23.4 and later); 1: it failed somewhere, which is the operator's to judge.
  code=0
  timeout 300 cloud-init status --wait >&2 </dev/null || code=$?
  case "$code" in
    0 | 2) ;;
    124) fail "cloud-init has not finished within 300 s" "look at /var/log/cloud-init-output.log on the host" ;;
    *) report note "cloud-init reports an error: see /var/log/cloud-init-output.log on the host" ;;
  esac
}

# bring_up_to_date BASE: updates and upgrades, unless this base was brought up before.
bring_up_to_date() {
  [ "$(cat "$state/base" 2>/dev/null)" != "$1" ] || return 0
  # A run that was killed may have left dpkg half-way.
  quiet dpkg --configure -a || :
  update
  apt_get upgrade --with-new-pkgs || fail "apt cannot upgrade this host" "look at the error above"
}
up_to_date() {
  [ "$(cat "$state/base" 2>/dev/null)" = "$1" ] && return 0
  printf '%s\n' "$1" >"$state/base.new"
  mv "$state/base.new" "$state/base"
  changed "packages brought up to date"
}

reboot_required() {
  [ ! -e /run/reboot-required ] || return 0
  # shellcheck disable=SC2012 # kernel names have no odd characters, and -v sorts versions
  newest=$(ls -v /boot/vmlinuz-* 2>/dev/null | tail -n 1)
  [ -n "$newest" ] && [ "${newest#/boot/vmlinuz-}" != "$(uname -r)" ]
}
