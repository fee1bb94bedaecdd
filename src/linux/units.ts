/** systemd units of ours: the firewall before the network, charon that comes back, the tunnel watchdog. */
import { beaconPeriod } from './beacon.ts';
import { firewallPath } from './firewall.ts';

export const firewallUnitPath = '/etc/systemd/system/vpnmesh-firewall.service';
export const nftablesDropInPath = '/etc/systemd/system/nftables.service.d/vpnmesh.conf';
export const charonDropInPath = '/etc/systemd/system/strongswan.service.d/vpnmesh.conf';
export const networkdDropInPath = '/etc/systemd/networkd.conf.d/vpnmesh.conf';
export const watchdogPath = '/usr/local/lib/vpnmesh/watchdog';
export const watchdogUnitPath = '/etc/systemd/system/vpnmesh-watchdog.service';
export const watchdogTimerPath = '/etc/systemd/system/vpnmesh-watchdog.timer';
export const factsPath = '/usr/local/lib/vpnmesh/facts';
export const beaconPath = '/usr/local/lib/vpnmesh/beacon';
export const factsUnitPath = '/etc/systemd/system/vpnmesh-facts.service';
export const factsTimerPath = '/etc/systemd/system/vpnmesh-facts.timer';
export const expiryPath = '/usr/local/lib/vpnmesh/ssh-expiry';
export const expiryInputPath = '/etc/vpnmesh/ssh-expiry';
export const expiryUnitPath = '/etc/systemd/system/vpnmesh-ssh-expiry.service';
export const expiryTimerPath = '/etc/systemd/system/vpnmesh-ssh-expiry.timer';

export const probePath = '/usr/local/lib/vpnmesh/probe-namespace';
export const probeInputPath = '/etc/vpnmesh/probe';
export const probeUnitPath = '/etc/systemd/system/vpnmesh-probe.service';

/** Up before any interface (network-pre.target, systemd.special(7)). */
export function renderFirewallUnit(header: string): string {
  return `${header}
[Unit]
Description=vpnmesh: packets between mesh networks
DefaultDependencies=no
After=local-fs.target systemd-modules-load.service nftables.service
Before=network-pre.target shutdown.target
Wants=network-pre.target
Conflicts=shutdown.target

[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/usr/sbin/nft -f ${firewallPath}
ExecReload=/usr/sbin/nft -f ${firewallPath}

[Install]
WantedBy=sysinit.target
`;
}

/**
 * Debian's nftables.service flushes every table, ours too, whenever it starts, reloads or
 * stops: ours is put back in the same breath.
 */
export function renderNftablesDropIn(header: string): string {
  const load = `-/usr/sbin/nft -f ${firewallPath}`;
  return `${header}
[Service]
ExecStartPost=${load}
ExecReload=${load}
ExecStopPost=${load}
`;
}

/**
 * When it starts, systemd-networkd takes away routes and rules that it has not made (networkd.conf(5)): strongSwan's
 * `ip rule 220` among them, and with it every tunnel's traffic. Nobody reads the file where something else has the network.
 */
export function renderNetworkdDropIn(header: string): string {
  return `${header}
[Network]
ManageForeignRoutingPolicyRules=no
ManageForeignRoutes=no
`;
}

/** However charon ends, but by systemctl stop, it is started again, as often as it takes. */
export function renderCharonDropIn(header: string): string {
  return `${header}
[Unit]
StartLimitIntervalSec=0

[Service]
Restart=always
RestartSec=1
`;
}

export function renderWatchdogUnit(header: string): string {
  return `${header}
[Unit]
Description=vpnmesh: bring back tunnels that should be up
After=strongswan.service

[Service]
Type=oneshot
ExecStart=${watchdogPath}
`;
}

export function renderWatchdogTimer(header: string): string {
  return `${header}
[Unit]
Description=vpnmesh: look after the tunnels every 15 s

[Timer]
OnBootSec=30
OnUnitInactiveSec=15
AccuracySec=1

[Install]
WantedBy=timers.target
`;
}

/** Work may wait for traffic, and a report that hangs must not keep the next one from being made. */
export function renderFactsUnit(header: string): string {
  return `${header}
[Unit]
Description=vpnmesh: report the facts of this host
After=strongswan.service

[Service]
Type=oneshot
ExecStart=${beaconPath}
TimeoutStartSec=180
Nice=10
IOSchedulingClass=idle
`;
}

/** Hosts that booted together do not report together. */
export function renderFactsTimer(header: string): string {
  return `${header}
[Unit]
Description=vpnmesh: report the facts of this host every ${beaconPeriod / 60} minutes

[Timer]
OnBootSec=60
OnUnitInactiveSec=${beaconPeriod}
RandomizedDelaySec=30
AccuracySec=5

[Install]
WantedBy=timers.target
`;
}

export function renderExpiryUnit(header: string): string {
  return `${header}
[Unit]
Description=vpnmesh: close SSH that was opened for a while
After=network-online.target
Wants=network-online.target

[Service]
Type=oneshot
ExecStart=${expiryPath}
TimeoutStartSec=120
`;
}

/** Twice in five minutes, should a call fail: what is open for thirty minutes is so for thirty-five at most. */
export function renderExpiryTimer(header: string): string {
  return `${header}
[Unit]
Description=vpnmesh: close SSH that was opened for a while, twice in five minutes

[Timer]
OnBootSec=30
OnUnitInactiveSec=140
AccuracySec=1

[Install]
WantedBy=timers.target
`;
}

export function renderProbeUnit(header: string): string {
  return `${header}
[Unit]
Description=vpnmesh: the network namespace that probes of the mesh leave from
After=network.target systemd-sysctl.service

[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=${probePath}
ExecStop=${probePath} down

[Install]
WantedBy=multi-user.target
`;
}
