/** The stage that prepares a host from its image up to everything except the tunnels. */
import { createHash } from 'node:crypto';
import type { HostPart } from '#mesh/remedy/host-parts.ts';
import { renderDaemon, renderLibipsec } from '#strongswan/daemon.ts';
import { hostProfile } from './distributions.ts';
import { firewallPath, renderFirewall } from './firewall.ts';
import { type HostInput, managedBy } from './host-input.ts';
import { fileLine, inputOf, type ManagedFile, settingLine } from './input.ts';
import { rollbackAfter, rollbackAfterFix } from './login-rollback.ts';
import { installedScripts, stageScripts } from './scripts.ts';
import * as settings from './settings.ts';
import { renderExpiryInput } from './ssh-expiry.ts';
import { readReport, required, type Stage, type Timing, timeline, values } from './stage-output.ts';
import { globalSettings, interfaceSettings, leastSynBacklog, renderSysctl, sysctlPath } from './sysctl.ts';
import * as units from './units.ts';

export interface PrepareResult {
  /** What this run changed: paths, packages, services. */
  readonly changed: readonly string[];
  readonly rebootRequired: boolean;
  /** PEM, SubjectPublicKeyInfo. */
  readonly publicKey: string;
  readonly dataplane: 'kernel' | 'libipsec';
  readonly timeline: readonly Timing[];
  /** The new sshd settings revert themselves unless `sshdConfirm` runs over a second login. */
  readonly confirmNeeded: boolean;
  /** Notes for the operator that do not stop the work. */
  readonly notes: readonly string[];
}

/** Time limit for cloud-init, upgrades and packages over a slow mirror. */
const timeoutMs = 15 * 60_000;

const rollbackPath = '/usr/local/lib/vpnmesh/login-rollback';

/** @param parts the parts to prepare; default everything */
export function prepareStage(input: HostInput, parts?: readonly HostPart[]): Stage<PrepareResult> {
  const what = `${input.concentrator}: preparing the host`;
  const { packages, libipsecPackages } = hostProfile(input.image);
  const base = createHash('sha256')
    .update([input.image, ...packages].join('\n'))
    .digest('hex');
  return {
    script: stageScripts.prepare,
    input: inputOf('prepare', [
      settingLine('concentrator', input.concentrator),
      ...(parts === undefined ? [] : [settingLine('parts', parts.join(' '))]),
      settingLine('base', base),
      settingLine('packages', packages.join(' ')),
      settingLine('libipsec-packages', libipsecPackages.join(' ')),
      settingLine('syn-backlog', String(leastSynBacklog)),
      settingLine('rollback', rollbackPath),
      settingLine('rollback-after', String(parts === undefined ? rollbackAfter : rollbackAfterFix)),
      ...globalSettings.map(({ key, value }) => `sysctl ${key} ${value}`),
      ...interfaceSettings.map(({ key, value }) => `interface ${key} ${value}`),
      ...files(input)
        .filter(
          ({ part, path }) =>
            parts?.includes(path === rollbackPath && parts.includes('firewall') ? 'firewall' : part) !== false,
        )
        .map(fileLine),
    ]),
    timeoutMs,
    parse(stdout, code, stderr) {
      const lines = readReport(what, stdout, code, stderr);
      return {
        changed: values(lines, 'changed'),
        rebootRequired: required(what, lines, 'reboot') === 'yes',
        publicKey: Buffer.from(required(what, lines, 'publickey'), 'base64').toString(),
        dataplane: required(what, lines, 'dataplane') === 'kernel' ? 'kernel' : 'libipsec',
        timeline: timeline(lines),
        confirmNeeded: values(lines, 'confirm').includes('needed'),
        notes: values(lines, 'note'),
      };
    },
  };
}

/** A file, and its part. */
type PartFile = ManagedFile & { readonly part: HostPart };

function files(input: HostInput): readonly PartFile[] {
  const header = managedBy(input.mesh);
  const always = { when: 'always', mode: '0644', check: 'none' } as const;
  return [
    {
      ...always,
      part: 'time',
      path: settings.chronyPath,
      check: 'chrony',
      text: settings.renderChrony(header, input.time.servers),
    },
    {
      ...always,
      part: 'updates',
      path: settings.aptPath,
      check: 'apt',
      text: settings.renderUnattendedUpgrades(header.replace('#', '//')),
    },
    { ...always, part: 'logging', path: settings.rsyslogPath, text: settings.renderRsyslog(header) },
    {
      ...always,
      part: 'logging',
      path: settings.logrotatePath,
      check: 'logrotate',
      text: settings.renderLogrotate(header),
    },
    { ...always, part: 'charon', path: '/etc/strongswan.d/vpnmesh.conf', text: `${header}\n${renderDaemon()}` },
    { ...always, part: 'firewall', path: units.firewallUnitPath, text: units.renderFirewallUnit(header) },
    { ...always, part: 'firewall', path: units.nftablesDropInPath, text: units.renderNftablesDropIn(header) },
    { ...always, part: 'charon', path: units.charonDropInPath, text: units.renderCharonDropIn(header) },
    { ...always, part: 'charon', path: units.networkdDropInPath, text: units.renderNetworkdDropIn(header) },
    { ...always, part: 'watchdog', path: units.watchdogUnitPath, text: units.renderWatchdogUnit(header) },
    { ...always, part: 'watchdog', path: units.watchdogTimerPath, text: units.renderWatchdogTimer(header) },
    {
      ...always,
      part: 'watchdog',
      path: units.watchdogPath,
      mode: '0755',
      check: 'sh',
      text: installedScripts.watchdog,
    },
    { ...always, part: 'beacon', path: units.factsUnitPath, text: units.renderFactsUnit(header) },
    { ...always, part: 'beacon', path: units.factsTimerPath, text: units.renderFactsTimer(header) },
    { ...always, part: 'beacon', path: units.beaconPath, mode: '0755', check: 'sh', text: installedScripts.beacon },
    { ...always, part: 'beacon', path: units.factsPath, mode: '0755', check: 'sh', text: installedScripts.facts },
    {
      ...always,
      part: 'probe',
      path: units.probeInputPath,
      text: [header, settingLine('address', input.probeAddress), ''].join('\n'),
    },
    {
      ...always,
      part: 'probe',
      path: units.probePath,
      mode: '0755',
      check: 'sh',
      text: installedScripts.probeNamespace,
    },
    { ...always, part: 'probe', path: units.probeUnitPath, text: units.renderProbeUnit(header) },
    { ...always, part: 'expiry', path: units.expiryInputPath, text: renderExpiryInput(header, input) },
    { ...always, part: 'expiry', path: units.expiryPath, mode: '0755', check: 'sh', text: installedScripts.sshExpiry },
    { ...always, part: 'expiry', path: units.expiryUnitPath, text: units.renderExpiryUnit(header) },
    { ...always, part: 'expiry', path: units.expiryTimerPath, text: units.renderExpiryTimer(header) },
    { ...always, part: 'sshd', path: rollbackPath, mode: '0755', check: 'sh', text: installedScripts.rollback },
    {
      ...always,
      part: 'charon',
      when: 'libipsec',
      path: '/etc/strongswan.d/vpnmesh-libipsec.conf',
      text: `${header}\n${renderLibipsec()}`,
    },
    ...(['kernel', 'libipsec'] as const).map(
      (dataplane): PartFile => ({
        ...always,
        part: 'firewall',
        when: dataplane,
        path: firewallPath,
        check: 'nft',
        text: renderFirewall(header, {
          meshCidrs: input.meshCidrs,
          remoteCidrs: input.peers.flatMap(({ cidrs }) => cidrs),
          sshFromMesh: input.ssh.fromMesh,
          dataplane,
        }),
      }),
    ),
    { ...always, part: 'sysctl', when: 'sysctl', path: sysctlPath, text: renderSysctl(header) },
    { ...always, part: 'sshd', when: 'sshd', path: settings.sshdPath, mode: '0600', text: settings.renderSshd(header) },
  ];
}
