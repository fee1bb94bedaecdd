#!/bin/sh
# Boots one host: mounts its disk and becomes its systemd-nspawn. Runs in a mount namespace
# of its own, so that the disk is unmounted by whatever ends it. Environment: DISK (a folder
# with upper, work and root), LOWER, NAMESPACE, MACHINE, HOST_NAME, REPOSITORY, CGROUPS (one
# folder a line; the host and all that serves it live there).
set -eu
echo "$CGROUPS" | while read -r cgroup; do
	echo "$$" >"$cgroup/cgroup.procs"
done
mount -t overlay overlay -o "lowerdir=$LOWER,upperdir=$DISK/upper,workdir=$DISK/work" "$DISK/root"
# Only net.* is writable in the guest, and it is the guest's own.
SYSTEMD_NSPAWN_API_VFS_WRITABLE=network
export SYSTEMD_NSPAWN_API_VFS_WRITABLE
exec systemd-nspawn --quiet --register=no --keep-unit --boot \
	--machine="$MACHINE" --hostname="$HOST_NAME" --directory="$DISK/root" \
	--network-namespace-path="/run/netns/$NAMESPACE" \
	--bind=/dev/net/tun '--property=DeviceAllow=/dev/net/tun rwm' --bind-ro="$REPOSITORY:/srv/debian" \
	--capability=CAP_NET_ADMIN,CAP_NET_RAW \
	--resolv-conf=off --timezone=off --link-journal=no --console=read-only
