#!/bin/sh
# Builds a Debian root file system that resembles Debian's own EC2 image, for
# systemd-nspawn. Environment: TARGET (must not exist), SUITE, MIRROR, SECURITY
# (mirror addresses, from the machine's own apt sources).
set -eu
export DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8

# debootstrap does not resolve virtual packages, so only what bears its own name is
# listed here; the rest is installed in the chroot, where apt resolves it.
base=ca-certificates,dbus,systemd,systemd-sysv,systemd-timesyncd,udev,libpam-systemd
base=$base,openssh-server,sudo,python3,iproute2,iputils-ping,curl,procps,kmod,netbase
base=$base,gnupg,less,nano,bash-completion,lsb-release

debootstrap --variant=minbase --include="$base" "$SUITE" "$TARGET" "$MIRROR"

# Quick and safe enough: a host that loses power here is thrown away.
echo force-unsafe-io >"$TARGET/etc/dpkg/dpkg.cfg.d/vpnmesh-sandbox"
printf '#!/bin/sh\nexit 101\n' >"$TARGET/usr/sbin/policy-rc.d"
chmod 755 "$TARGET/usr/sbin/policy-rc.d"
cat >"$TARGET/etc/apt/sources.list" <<LIST
deb $MIRROR $SUITE main
deb $MIRROR $SUITE-updates main
deb $SECURITY $SUITE-security main
LIST
# What the machine's apt knows about reaching its mirror (proxies, date checks) holds here too.
apt-config dump | grep '^Acquire' >"$TARGET/etc/apt/apt.conf.d/00build"
cp /etc/resolv.conf "$TARGET/etc/resolv.conf"
chroot "$TARGET" apt-get -qq update
chroot "$TARGET" apt-get -qq -y dist-upgrade
chroot "$TARGET" apt-get -qq -y install --no-install-recommends cloud-init
chroot "$TARGET" apt-get -qq clean
rm -rf "$TARGET"/var/lib/apt/lists/* "$TARGET"/etc/apt/apt.conf.d/00build "$TARGET"/usr/sbin/policy-rc.d

# From here on the guest's world is the offline repository, mounted read-only.
echo "deb [trusted=yes] file:/srv/debian $SUITE main" >"$TARGET/etc/apt/sources.list"
mkdir -p "$TARGET/srv/debian"
rm -f "$TARGET/etc/resolv.conf" "$TARGET"/etc/ssh/ssh_host_*
: >"$TARGET/etc/machine-id"
rm -f "$TARGET/var/lib/dbus/machine-id"
passwd --root "$TARGET" --quiet --lock root

# As Debian's EC2 image: the user admin, whom cloud-init gives the key pair's key; root has none.
cat >"$TARGET/etc/cloud/cloud.cfg.d/90_sandbox.cfg" <<'CFG'
datasource_list: [NoCloud]
network: {config: disabled}
# The hosts file and apt's sources are laid down with the disk.
manage_etc_hosts: false
apt: {preserve_sources_list: true}
# C.UTF-8 needs no generating.
locale: false
disable_root: true
ssh_pwauth: false
system_info:
  default_user:
    name: admin
    lock_passwd: true
    gecos: Debian
    groups: [adm, sudo]
    sudo: ["ALL=(ALL) NOPASSWD:ALL"]
    shell: /bin/bash
CFG

# A guest shares the machine's clock: chrony measures it and must not set it (-x),
# and may not be told that it lacks the capability to.
mkdir -p "$TARGET/etc/systemd/system/chrony.service.d"
cat >"$TARGET/etc/systemd/system/chrony.service.d/sandbox.conf" <<'UNIT'
[Unit]
ConditionCapability=
[Service]
ExecStart=
ExecStart=!/usr/sbin/chronyd -x $DAEMON_OPTS
UNIT
# The network namespace comes with its address and its routes.
mkdir -p "$TARGET/etc/systemd/system/systemd-networkd-wait-online.service.d"
for unit in systemd-networkd.service systemd-networkd.socket systemd-networkd-wait-online.service \
	systemd-udevd.service getty@tty1.service console-getty.service; do
	ln -sf /dev/null "$TARGET/etc/systemd/system/$unit"
done
