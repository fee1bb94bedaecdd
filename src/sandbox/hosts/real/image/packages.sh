#!/bin/sh
# Downloads packages with everything they need beyond what the root file system has.
# Environment: ROOTFS, POOL (a folder to fill), SUITE, MIRROR, SECURITY. Standard
# input: one group of packages a line; a group is downloaded on its own, since some
# packages exclude each other. Runs in a mount namespace of its own: the root file
# system is not changed, and nothing stays mounted however this ends.
set -eu
export DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8

work=$(mktemp -d)
trap 'umount -R "$work" && rmdir "$work"' EXIT
mount -t tmpfs tmpfs "$work"
mkdir "$work/upper" "$work/work" "$work/root"
mount -t overlay overlay -o "lowerdir=$ROOTFS,upperdir=$work/upper,workdir=$work/work" "$work/root"
root=$work/root
cat >"$root/etc/apt/sources.list" <<LIST
deb $MIRROR $SUITE main
deb $MIRROR $SUITE-updates main
deb $SECURITY $SUITE-security main
LIST
apt-config dump | grep '^Acquire' >"$root/etc/apt/apt.conf.d/00build"
cp /etc/resolv.conf "$root/etc/resolv.conf"
chroot "$root" apt-get -qq update
mkdir -p "$POOL"
while read -r group; do
	# shellcheck disable=SC2086 # a group is several words on purpose
	chroot "$root" apt-get -qq -y --download-only install $group </dev/null
	# apt writes an epoch's colon as %3a, which a file: address would decode; a pool's names carry no epoch.
	for file in "$root"/var/cache/apt/archives/*.deb; do
		[ -e "$file" ] || continue
		name=${file##*/}
		mv "$file" "$POOL/$(printf '%s' "$name" | sed 's/_[0-9]*%3a/_/')"
	done
done
