/** What a report of a host is to be about: the data of `facts.sh`, sent over SSH or kept on the host for the beacon. */
import { shippedFiles } from './agent.ts';
import type { HostPeer } from './host-input.ts';
import { inputOf, settingLine } from './input.ts';
import { managedPaths } from './managed-paths.ts';

/** Whoever runs the services around the tunnels, under each name that a distribution gives them. */
export const factsUnits = [
  'strongswan',
  'strongswan-starter',
  'vpnmesh-watchdog.timer',
  'vpnmesh-firewall',
  'vpnmesh-facts.timer',
  'vpnmesh-ssh-expiry.timer',
  'vpnmesh-probe',
  'chrony',
  'chronyd',
  'systemd-timesyncd',
  'ntpsec',
  'ntp',
  'ntpd',
  'openntpd',
  'auditd',
  'amazon-cloudwatch-agent',
  'rsyslog',
  'apt-daily.timer',
  'apt-daily-upgrade.timer',
  'dnf-automatic.timer',
  'dnf-automatic-install.timer',
];

/** Probes go from behind the host to behind its peers. */
export function factsInput({
  image,
  probeAddress,
  peers,
}: {
  readonly image: string;
  readonly probeAddress: string;
  readonly peers: readonly Pick<HostPeer, 'probeAddress'>[];
}): string {
  return inputOf('facts', [
    settingLine('source', probeAddress),
    ...factsUnits.map((name) => `unit ${name}`),
    ...managedPaths.map((path) => `path ${path}`),
    ...shippedFiles(image).map(({ path }) => `log ${path}`),
    ...peers.map((peer) => `target ${peer.probeAddress}`),
  ]);
}
