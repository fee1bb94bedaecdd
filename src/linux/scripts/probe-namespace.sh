#!/bin/sh
# Managed by vpnmesh, run by vpnmesh-probe.service. A network namespace behind this host, with an address of the VPC that
# AWS keeps for itself and gives to nobody: a probe between two of them is forwarded by both hosts, as the packets of the
# VPCs' machines are, where a ping from host to host would be sent and taken in by the hosts themselves.
set -eu
export LC_ALL=C PATH=/usr/sbin:/usr/bin:/sbin:/bin
name=vpnmesh-probe
here=02:00:00:00:00:01
there=02:00:00:00:00:02
gateway=169.254.1.1

# The link first: a namespace takes its own away some time after it was deleted.
ip link delete "$name" 2>/dev/null || :
ip netns delete "$name" 2>/dev/null || :
[ "${1:-up}" = up ] || exit 0

address=$(sed -n 's/^set address //p' /etc/vpnmesh/probe)
ip netns add "$name"
ip link add "$name" address "$here" type veth peer name eth0 address "$there" netns "$name"
ip link set "$name" up
ip route replace "$address/32" dev "$name"
# Nobody asks for addresses: both ends know each other's.
ip neigh replace "$address" lladdr "$there" dev "$name" nud permanent
ip -n "$name" link set lo up
ip -n "$name" address add "$address/32" dev eth0
ip -n "$name" link set eth0 up
ip -n "$name" route add "$gateway/32" dev eth0
ip -n "$name" route add default via "$gateway" dev eth0
ip -n "$name" neigh replace "$gateway" lladdr "$here" dev eth0 nud permanent
