/** The paths of our files on a host. */
import { agentConfigPath } from './agent.ts';
import { firewallPath } from './firewall.ts';
import * as settings from './settings.ts';
import { sysctlPath } from './sysctl.ts';
import * as units from './units.ts';

export const libipsecPath = '/etc/strongswan.d/vpnmesh-libipsec.conf';
export const daemonPath = '/etc/strongswan.d/vpnmesh.conf';
export const sshdConfigPath = '/etc/ssh/sshd_config';

export const connectionsPath = '/etc/swanctl/conf.d/vpnmesh.conf';
export const initiatesPath = '/etc/vpnmesh/initiates';
export const factsInputPath = '/etc/vpnmesh/facts';

/** All paths whose digest is in a report. */
export const managedPaths: readonly string[] = [
  connectionsPath,
  initiatesPath,
  factsInputPath,
  daemonPath,
  libipsecPath,
  firewallPath,
  sysctlPath,
  sshdConfigPath,
  settings.sshdPath,
  settings.chronyPath,
  settings.aptPath,
  settings.rsyslogPath,
  settings.logrotatePath,
  agentConfigPath,
  units.firewallUnitPath,
  units.nftablesDropInPath,
  units.charonDropInPath,
  units.networkdDropInPath,
  units.watchdogPath,
  units.watchdogUnitPath,
  units.watchdogTimerPath,
  units.factsPath,
  units.beaconPath,
  units.factsUnitPath,
  units.factsTimerPath,
  units.probePath,
  units.probeInputPath,
  units.probeUnitPath,
  units.expiryPath,
  units.expiryInputPath,
  units.expiryUnitPath,
  units.expiryTimerPath,
];
