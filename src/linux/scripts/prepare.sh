# shellcheck shell=sh
# Brings a host from its image to everything but the tunnels, or the parts of it that the data
# names to what they should be. Order: what takes long starts first, the login is touched last,
# so that a failure leaves it as it was.

parts=$(setting parts)

# part NAME: is it wanted? All are where none is named.
part() {
  [ -n "$parts" ] || return 0
  case " $parts " in *" $1 "*) ;; *) return 1 ;; esac
}

# make_key FILE: RSA-4096, private from its first byte; it never leaves the host.
make_key() {
  mkdir -p "$(dirname "$1")"
  chmod 0700 "$(dirname "$1")"
  (
    umask 077
    openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:4096 -out "$1.new" 2>/dev/null
    chmod 0600 "$1.new"
  )
  mv "$1.new" "$1"
}

ensure_key() {
  if [ ! -s "$1" ]; then
    make_key "$1"
    changed "$1"
  fi
  if [ "$(stat -c %a:%U "$1")" != 600:root ]; then
    chown root:root "$1"
    chmod 0600 "$1"
    changed "$1"
  fi
  openssl pkey -in "$1" -pubout -out "$work/public" 2>/dev/null ||
    fail "the private key $1 is damaged" "move it away and run the command again: a new key will be made"
}

# Tries what charon will do: an ESP state in UDP with AES-GCM. A kernel may have parts of it only.
kernel_has_esp() {
  modprobe -q esp4 2>/dev/null || :
  trial='src 192.0.2.1 dst 192.0.2.2 proto esp spi 0x1ff'
  # shellcheck disable=SC2086 # words of a constant
  ip xfrm state add $trial mode tunnel aead 'rfc4106(gcm(aes))' "0x$(printf '%072d' 1)" 128 \
    encap espinudp 4500 4500 0.0.0.0 2>/dev/null </dev/null || return 1
  # shellcheck disable=SC2086
  ip xfrm state delete $trial 2>/dev/null </dev/null
}

# Debian's own pool stands beside our servers; mixing it with Amazon's smeared leap seconds is
# advised against. Only that very line is taken out, and left readable.
only_our_time_servers() {
  grep -q '^pool 2\.debian\.pool\.ntp\.org iburst$' /etc/chrony/chrony.conf 2>/dev/null || return 0
  sed 's/^pool 2\.debian\.pool\.ntp\.org iburst$/# taken out by vpnmesh, see conf.d\/vpnmesh.conf: &/' \
    /etc/chrony/chrony.conf >"$work/chrony.conf"
  put /etc/chrony/chrony.conf 0644 none "$work/chrony.conf"
}

# enabled UNIT: like ensure_service, and out of the mask that somebody laid over it.
enabled() {
  if [ "$(systemctl is-enabled "$1" 2>/dev/null)" = masked ]; then
    quiet systemctl unmask "$1"
    changed "$1 unmasked"
  fi
  ensure_service "$1"
}

# What an unconfirmed run kept is older than what stands there now, and so the better thing to go back to.
keep_firewall() {
  if [ ! -e "$state/nft.before" ]; then
    nft list table inet vpnmesh >"$state/nft.before.new" 2>/dev/null || : >"$state/nft.before.new"
    [ ! -f "$work/filter" ] || cp "$work/filter" "$state/nft-file.before"
    mv "$state/nft.before.new" "$state/nft.before"
  fi
  way_back
}

firewall_service() {
  if [ -n "$parts" ] || ! nft list table inet vpnmesh >/dev/null 2>&1 || has_changed /etc/nftables.d/; then
    keep_firewall
    quiet nft -f /etc/nftables.d/vpnmesh.nft || fail "the nftables rules cannot be loaded" "look at the error above"
  fi
  enabled vpnmesh-firewall.service || fail "vpnmesh-firewall.service does not start" "journalctl -u vpnmesh-firewall"
}

time_service() {
  for other in systemd-timesyncd ntpsec ntp; do
    if systemctl is-enabled --quiet "$other" 2>/dev/null || systemctl is-active --quiet "$other"; then
      quiet systemctl disable --now "$other"
      changed "$other disabled"
    fi
  done
  ! has_changed /etc/chrony/ || quiet systemctl restart chrony || :
  enabled chrony || fail "chrony does not start" "journalctl -u chrony"
}

logging_services() {
  ! has_changed /etc/rsyslog.d/ || quiet systemctl restart rsyslog || :
  enabled rsyslog || fail "rsyslog does not start" "journalctl -u rsyslog"
  enabled auditd || report note "auditd does not start on this host (journalctl -u auditd): nothing is audited"
}

updates_services() {
  for timer in apt-daily.timer apt-daily-upgrade.timer; do enabled "$timer" || report note "$timer is not running"; done
}

charon_service() {
  if systemctl is-enabled --quiet strongswan-starter 2>/dev/null || systemctl is-active --quiet strongswan-starter; then
    quiet systemctl disable --now strongswan-starter
    changed "strongswan-starter disabled"
  fi
  if has_changed /etc/strongswan.d/ || has_changed 'package libcharon' || has_changed 'package libstrongswan'; then
    quiet systemctl restart strongswan || :
  fi
  enabled strongswan || fail "strongswan does not start" "journalctl -u strongswan"
}

# It reads its settings when it starts. Before charon does: what an older setting takes away then is not there yet.
# Undoing a fix does not start it anew: that is what would take the routes away.
network_service() {
  has_changed /etc/systemd/networkd.conf.d/ && systemctl is-active --quiet systemd-networkd || return 0
  quiet systemctl restart systemd-networkd ||
    report note "systemd-networkd does not start anew: until it does, it may take strongSwan's routes away (journalctl -u systemd-networkd)"
}

# A changed address or script wants the namespace anew.
probe_service() {
  if has_changed /etc/vpnmesh/probe || has_changed vpnmesh/probe-namespace || has_changed vpnmesh-probe.service; then
    quiet systemctl restart vpnmesh-probe || :
  fi
  enabled vpnmesh-probe || fail "vpnmesh-probe.service does not start" "journalctl -u vpnmesh-probe"
}

# own_timer NAME: systemd goes by the old times until the timer is started anew.
own_timer() {
  ! has_changed "/etc/systemd/system/$1.timer" || quiet systemctl try-restart "$1.timer"
  enabled "$1.timer" || fail "$1.timer does not start" "journalctl -u $1"
}

services() {
  ! has_changed /etc/systemd/ || quiet systemctl daemon-reload
  ! part firewall || firewall_service
  ! part time || time_service
  ! part logging || logging_services
  ! part updates || updates_services
  ! part charon || network_service
  ! part charon || charon_service
  ! part watchdog || own_timer vpnmesh-watchdog
  ! part beacon || own_timer vpnmesh-facts
  ! part probe || probe_service
  ! part expiry || own_timer vpnmesh-ssh-expiry
}

await_libipsec() {
  left=20
  while [ ! -e /sys/class/net/ipsec0 ]; do
    left=$((left - 1))
    [ "$left" -gt 0 ] || fail "strongSwan's user-space ESP has no interface ipsec0" "check /dev/net/tun and journalctl -u strongswan"
    sleep 0.5
  done
}

await_time() {
  chronyc -n waitsync 12 0 0 1 >/dev/null 2>&1 </dev/null ||
    report note "chrony is not synchronised after 12 s: check the time servers (chronyc sources)"
}

alone
name=$(setting concentrator)
base=$(setting base)
packages=$(setting packages)
key="/etc/swanctl/private/$name.key"

step "waiting for cloud-init"
await_cloud_init

if part packages; then
  step "updates and packages"
  # swanctl's own directory is made by its package, but a key is welcome there before.
  if command -v openssl >/dev/null && [ ! -s "$key" ]; then
    make_key "$key" >/dev/null 2>&1 </dev/null &
    making=$!
  fi
  bring_up_to_date "$base"
  # shellcheck disable=SC2086 # one word per package
  add $packages
  up_to_date "$base"
fi

step "the host's key"
if [ -n "${making:-}" ]; then
  ! wait "$making" || changed "$key"
fi
if part key; then
  ensure_key "$key"
  put "/etc/swanctl/pubkey/$name.pub" 0644 none "$work/public"
else
  openssl pkey -in "$key" -pubout -out "$work/public" 2>/dev/null || : >"$work/public"
fi

step "IPsec in the kernel or in user space"
dataplane=libipsec
! kernel_has_esp || dataplane=kernel
# shellcheck disable=SC2046 # one word per package
[ "$dataplane" = kernel ] || ! part packages || add $(setting libipsec-packages)

step "files and services"
# The manifest is of everything: a run for some parts leaves it alone.
[ -n "$parts" ] || remember prepare always "$dataplane" sysctl sshd
[ ! -f /etc/nftables.d/vpnmesh.nft ] || cp /etc/nftables.d/vpnmesh.nft "$work/filter"
put_files always "$dataplane"
! part time || only_our_time_servers
services
[ -n "$parts" ] || forget prepare

if part sysctl; then
  step "kernel settings"
  [ "$dataplane" = kernel ] || await_libipsec
  sysctl_file
  sysctl_runtime
fi

if part time; then
  step "time"
  await_time
fi

if part sshd; then
  step "login"
  sshd_harden
fi

report dataplane "$dataplane"
if reboot_required; then report reboot yes; else report reboot no; fi
report publickey "$(encode <"$work/public")"
finish
