# shellcheck shell=sh
# Reads everything the audit wants to know of a host and changes nothing on it: what is written goes to a folder
# of mktemp's. Says the same words on every distribution. Of private keys only the public part is ever told.
#
# Data on stdin: lines "set KEY VALUE", "unit NAME", "path PATH", "log PATH", "target ADDRESS", at last "end". The report: for each
# fact its lines, "| " before each, then "fact NAME STATUS DIGEST WORDS": 0 read, 3 not there, 124 took too long, others
# failed. The digest is of all that is said of the fact: what is cut or changed on its way is not taken for an answer.
setting() { sed -n "s/^set $1 //p" "$work/input" | head -n 1; }
report() { printf '%s\n' "$*"; }

# absent WHAT: this host has nothing that could say it.
absent() {
  echo "$1" >&2
  return 3
}
has() { command -v "$1" >/dev/null 2>&1; }

# collect NAME: one fact, whatever becomes of the others.
collect() {
  code=0
  "fact_$1" >"$work/out" 2>"$work/err" </dev/null || code=$?
  sed 's/^/| /' "$work/out" >"$work/said"
  [ -z "$(tail -c 1 "$work/said")" ] || echo >>"$work/said"
  cat "$work/said"
  words=$(tail -n 1 "$work/err")
  digest=$({ cat "$work/said"; report "$1" "$code" "$words"; } | sha256sum | cut -c 1-16)
  report fact "$1" "$code" "$digest" "$words"
}

swan=/etc/swanctl
[ ! -d /etc/strongswan/swanctl ] || swan=/etc/strongswan/swanctl

fact_system() {
  sed -n 's/^\(ID\|VERSION_ID\)="\{0,1\}\([^"]*\)"\{0,1\}$/\1 \2/p' /etc/os-release
  report kernel "$(uname -r)"
  report clock "$(date +%s)"
}

fact_sysctl() (
  cd /proc/sys/net/ipv4 || return 1
  # An interface may go away while we look.
  grep . ip_forward icmp_echo_ignore_broadcasts icmp_ignore_bogus_error_responses tcp_syncookies \
    tcp_max_syn_backlog tcp_mtu_probing conf/*/send_redirects conf/*/accept_redirects conf/*/secure_redirects \
    conf/*/accept_source_route conf/*/log_martians conf/*/rp_filter conf/*/shared_media conf/*/disable_xfrm \
    conf/*/disable_policy 2>/dev/null
  return 0
)

# Who sets them at the next boot, in sysctl.d's order: by name whatever the folder, the first folder has a name.
fact_writers() {
  : >"$work/seen"
  for folder in /etc/sysctl.d /run/sysctl.d /usr/local/lib/sysctl.d /usr/lib/sysctl.d; do
    for file in "$folder"/*.conf; do
      [ -f "$file" ] || continue
      grep -q "^${file##*/} " "$work/seen" || echo "${file##*/} $file" >>"$work/seen"
    done
  done
  sort "$work/seen" >"$work/sorted"
  # ufw sets its own when it starts, after all the others.
  ! grep -q '^ENABLED=yes' /etc/ufw/ufw.conf 2>/dev/null || echo "ufw /etc/ufw/sysctl.conf" >>"$work/sorted"
  while read -r _ file; do
    sed -n "s|^[[:space:]]*-\{0,1\}\(net[./]ipv4[^=[:space:]]*\)[[:space:]]*=[[:space:]]*\([^[:space:]]*\).*|$file \1 \2|p" "$file"
  done <"$work/sorted"
}

fact_units() {
  report "asked $(grep -c '^unit ' "$work/input")"
  echo
  # shellcheck disable=SC2046 # one word per unit
  TZ=UTC timeout 20 systemctl show -p Id,LoadState,UnitFileState,ActiveState,ActiveEnterTimestamp $(sed -n 's/^unit //p' "$work/input")
}

fact_time() {
  if has chronyc && systemctl is-active --quiet chrony chronyd; then
    timeout 10 chronyc -n tracking | sed 's/^/tracking /'
    timeout 10 chronyc -n sources | sed 's/^/source /'
  elif has ntpq && systemctl is-active --quiet ntpsec ntp ntpd; then
    timeout 10 ntpq -pn | sed 's/^/peer /'
    timeout 10 ntpq -c rv | tr ',' '\n' | sed 's/^ */variable /'
  elif has timedatectl; then
    timeout 10 timedatectl show | sed 's/^/timedate /'
    timeout 10 timedatectl show-timesync 2>/dev/null | sed 's/^/timesync /'
    timeout 10 timedatectl timesync-status 2>/dev/null | sed -n 's/^ *Offset: /offset /p'
  else
    absent "no time daemon that could be asked"
  fi
}

fact_sshd() {
  has sshd || { absent "no sshd"; return; }
  timeout 10 sshd -T >"$work/sshd" || return
  grep -i -E '^(permitrootlogin|passwordauthentication|kbdinteractiveauthentication|permitemptypasswords|ciphers|macs|kexalgorithms) ' "$work/sshd"
}

# Simulated, without locks and without writing apt's caches.
fact_updates() {
  if has apt-get; then
    timeout 90 apt-get -s -o Debug::NoLocking=1 -o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache= dist-upgrade >"$work/apt" || return
    report manager apt
    sed -n 's/^Inst /apt /p' "$work/apt"
    stat -c 'lists %Y' /var/lib/apt/lists /var/lib/apt/periodic/update-success-stamp 2>/dev/null
    return 0
  fi
  has dnf || { absent "neither apt-get nor dnf"; return; }
  report manager dnf
  timeout 90 dnf -C -q updateinfo list --security | sed 's/^/dnf /'
}

fact_automatic() {
  if has apt-config; then
    apt-config dump >"$work/apt-config" || return
    grep '^APT::Periodic::' "$work/apt-config"
    installed unattended-upgrades
  elif has dnf; then
    grep '^ *\(apply_updates\|upgrade_type\)' /etc/dnf/automatic.conf 2>/dev/null
    installed dnf-automatic
  else
    absent "neither apt nor dnf"
  fi
}

# installed PACKAGE: "package PACKAGE VERSION", VERSION empty when it is not there.
installed() {
  version=
  if has dpkg-query; then
    case "$(dpkg-query -W -f '${db:Status-Status} ${Version}' "$1" 2>/dev/null)" in
      "installed "*) version=$(dpkg-query -W -f '${Version}' "$1") ;;
    esac
  elif has rpm; then
    version=$(rpm -q --qf '%{VERSION}-%{RELEASE}' "$1" 2>/dev/null) || version=
  else
    absent "neither dpkg nor rpm"
    return
  fi
  report package "$1" "$version"
}

fact_packages() {
  for name in amazon-cloudwatch-agent strongswan-swanctl charon-systemd strongswan strongswan-starter; do
    installed "$name" || return
  done
}

fact_reboot() {
  if [ -e /run/reboot-required ]; then
    report required "/run/reboot-required is there"
  elif has needs-restarting; then
    timeout 60 needs-restarting -r >/dev/null 2>&1 || report required "needs-restarting says so"
  fi
  for image in /boot/vmlinuz-*; do [ ! -e "$image" ] || report image "${image#/boot/vmlinuz-}"; done
  report running "$(uname -r)"
}

fact_disk() {
  for folder in / /var/log; do
    df -P "$folder" >"$work/df" || return
    awk -v folder="$folder" 'NR == 2 { sub(/%/, "", $5); print folder, $5 }' "$work/df"
  done
}

# The table in force; nothing when there is no such table.
fact_firewall() {
  has nft || { absent "no nft"; return; }
  timeout 10 nft list tables >"$work/tables" || return
  ! grep -qx 'table inet vpnmesh' "$work/tables" || timeout 10 nft list table inet vpnmesh
}

fact_agent() {
  folder=/opt/aws/amazon-cloudwatch-agent/etc/amazon-cloudwatch-agent.d
  for file in "$folder"/*; do
    [ ! -f "$file" ] || sed 's/[,{}]/\n/g' "$file" |
      sed -n 's/^ *"\(file_path\|log_group_name\|log_stream_name\)" *: *"\([^"]*\)".*/\1 \2/p'
  done
}

# Of each log its size, its last change, and when its last lines were written, to the minute: never what they say.
fact_logs() {
  sed -n 's/^log //p' "$work/input" >"$work/logs"
  while read -r file; do
    [ -e "$file" ] || continue
    stat -c 'log %n %s %Y' "$file" || return
    tail -n 500 "$file" | sed -n \
      -e "s|^\([0-9][0-9]*-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]\):[0-9.]*\(Z\{0,1\}[-+0-9:]*\) .*|line $file \1\2|p" \
      -e "s|^\([A-Z][a-z][a-z] [ 0-9][0-9] [0-9][0-9]:[0-9][0-9]\):.*|line $file \1|p" \
      -e "s|.*msg=audit(\([0-9]*\)[0-9][0-9]\..*|line $file \100|p" | uniq
  done <"$work/logs"
}

# public FILE: the base64 text of a PEM of a public key, in one line.
public() { sed -n '/^-----BEGIN PUBLIC KEY-----/,/^-----END PUBLIC KEY-----/p' "$1" | sed '/^-/d' | tr -d '\n'; }

fact_keys() {
  for file in "$swan"/private/* "$swan"/rsa/* "$swan"/ecdsa/* "$swan"/pkcs8/* /etc/ipsec.d/private/*; do
    [ -f "$file" ] || continue
    openssl pkey -in "$file" -pubout 2>/dev/null >"$work/public" || : >"$work/public"
    report key "$file" "$(stat -c '%a %U' "$file")" "$(public "$work/public")"
  done
}

fact_pubkeys() {
  for file in "$swan"/pubkey/*; do
    [ ! -f "$file" ] || report pubkey "${file##*/}" "$(public "$file")"
  done
}

fact_files() {
  sed -n 's/^path //p' "$work/input" >"$work/paths"
  while read -r file; do
    if [ -f "$file" ]; then
      sum=$(sha256sum "$file") || return
      report file "$file" "$(stat -c '%a %U' "$file")" "${sum%% *}"
    else
      report file "$file" - - -
    fi
  done <"$work/paths"
}

# Settings of connections as they are written. Whole sections of secrets are left out, and so is every key not named here.
fact_settings() {
  [ -d "$swan" ] || { absent "no $swan"; return; }
  for file in "$swan"/swanctl.conf "$swan"/conf.d/*.conf; do
    [ -f "$file" ] || continue
    report source "$file"
    sed -e 's/#.*//' -e 's/{/{\n/g' -e 's/}/\n}\n/g' "$file" | awk '
      { gsub(/^[ \t]+|[ \t]+$/, "") }
      /\{$/ { if (depth == 0 && $0 ~ /^secrets/) hidden = 1; depth++; if (!hidden) print; next }
      /^\}/ { depth--; if (!hidden) print "}"; if (depth == 0) hidden = 0; next }
      hidden { next }
      /^(version|proposals|esp_proposals|ah_proposals|encap|fragmentation|mobike|unique|keyingtries|dpd_delay|dpd_action|start_action|close_action|rekey_time|reauth_time|over_time|rand_time|life_time|local_addrs|remote_addrs|local_ts|remote_ts|id|auth|pubkeys|mode|replay_window)[ \t]*=/ { print }
    '
  done
}

running() {
  has swanctl || { absent "no swanctl"; return; }
  systemctl is-active --quiet strongswan || systemctl is-active --quiet strongswan-starter ||
    { absent "charon is not running"; return; }
}
fact_connections() {
  running || return
  timeout 20 swanctl --list-conns --raw 2>/dev/null
}
fact_sas() {
  running || return
  timeout 20 swanctl --list-sas --raw 2>/dev/null
}
fact_sas_after() { fact_sas; }

fact_probes() {
  sed -n 's/^target //p' "$work/input" >"$work/targets"
  has ping || { absent "no ping"; return; }
  has_namespace || { absent "no network namespace vpnmesh-probe to probe from (journalctl -u vpnmesh-probe)"; return; }
  source=$(setting source)
  count=5
  largest=1500
  while read -r target; do
    probe "$target" >"$work/probe.$target" &
  done <"$work/targets"
  wait
  while read -r target; do cat "$work/probe.$target"; done <"$work/targets"
}

for name in system sysctl writers units time sshd updates automatic packages reboot disk firewall agent logs keys \
  pubkeys files settings connections sas probes sas_after; do
  collect "$name"
done
report "done"
