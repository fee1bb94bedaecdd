/** Fixes on hosts: apply's own stages, for the part that is wrong. */
import { concentratorNamed, type Facts } from '#checks/subjects.ts';
import { sysctlFaults } from '#checks/sysctl/judge.ts';
import { sysctlRows } from '#checks/sysctl/table.ts';
import type { HostPart, HostWork } from '#mesh/remedy/host-parts.ts';
import type { RemedyAction } from '#mesh/remedy/remedy.ts';
import { always, at, type RemediesOf } from './where.ts';

const parts = (...names: readonly HostPart[]): RemedyAction => ({ action: 'parts', parts: names });
const only = (...names: readonly HostPart[]): RemediesOf => always(parts(...names));

/** Rewrites our own file; comments out another file's line that would win at the next boot. */
const sysctl =
  (row: (typeof sysctlRows)[number]): RemediesOf =>
  ({ resource }, facts) => {
    const { name, region, host } = concentratorNamed(facts, resource.concentrator ?? '');
    if (!host.sysctl.ok || !host.writers.ok) return [];
    const writers = host.writers.value;
    const work = sysctlFaults(row, host.sysctl.value, writers).flatMap(({ writer }): readonly HostWork[] =>
      writer === undefined || writer.file.endsWith('/99-vpnmesh.conf')
        ? []
        : [{ do: 'comment-out', file: writer.file, key: writer.key }],
    );
    const unique = work.filter(
      (one, index) => work.findIndex((each) => JSON.stringify(each) === JSON.stringify(one)) === index,
    );
    return at(facts, name, region, [
      ...(unique.length === 0 ? [] : [{ action: 'host' as const, work: unique }]),
      parts('sysctl'),
    ]);
  };

function openKeys(facts: Facts, concentrator: string): readonly HostWork[] {
  const { keys } = concentratorNamed(facts, concentrator).host;
  if (!keys.ok) return [];
  return keys.value
    .filter(({ mode, owner }) => owner !== 'root' || !['600', '400'].includes(mode))
    .map(({ path }) => ({ do: 'private', file: path }));
}

/** swanctl files with unexpected connections and none of ours. */
function strangers(facts: Facts, concentrator: string): readonly HostWork[] {
  const { host, desired } = concentratorNamed(facts, concentrator);
  if (!host.written.ok || !desired.ok) return [];
  const { peers } = desired.value;
  const files = new Set(host.written.value.filter(({ name }) => !peers.includes(name)).map(({ file }) => file));
  return [...files].filter((file) => !file.endsWith('/vpnmesh.conf')).map((file) => ({ do: 'aside', file }));
}

const work =
  (find: (facts: Facts, concentrator: string) => readonly HostWork[], ...then: readonly RemedyAction[]): RemediesOf =>
  ({ resource }, facts) => {
    const found = find(facts, resource.concentrator ?? '');
    const actions: readonly RemedyAction[] = [
      ...(found.length === 0 ? [] : [{ action: 'host' as const, work: found }]),
      ...then,
    ];
    return at(facts, resource.concentrator, resource.region, actions);
  };

const connections = always({ action: 'connections' });
const upgrade = always({ action: 'host', work: [{ do: 'upgrade' }] });

export const hostRemedies: Readonly<Record<string, RemediesOf>> = {
  ...Object.fromEntries(sysctlRows.map((row) => [`sysctl.${row.name}`, sysctl(row)])),
  'time.installed': only('packages', 'time'),
  'time.running': only('time'),
  'time.synced': only('time'),
  'time.source': only('time'),
  'ssh.root-login': only('sshd'),
  'ssh.password-auth': only('sshd'),
  'ssh.algorithms': only('sshd'),
  'ssh.config-permissions': only('sshd'),
  'ssh.expiry': only('packages', 'expiry'),
  'os.security-updates': upgrade,
  'os.auto-updates': only('packages', 'updates'),
  'os.reboot-required': always({ action: 'reboot' }),
  'os.auditd': only('packages', 'logging'),
  'net.fail-closed': only('firewall'),
  'net.ssh-from-mesh': only('firewall'),
  'net.mss-clamp': only('firewall'),
  'net.probe': only('packages', 'probe'),
  'logs.agent-installed': always({ action: 'agent' }),
  'logs.agent-running': always({ action: 'agent' }),
  'logs.files-collected': always(parts('packages', 'logging'), { action: 'agent' }),
  'logs.beacon': always(parts('beacon'), { action: 'agent' }),
  'ipsec.service': only('packages', 'charon'),
  'ipsec.version': upgrade,
  'ipsec.key-permissions': work(openKeys),
  'ipsec.key-strength': always({ action: 'host', work: [{ do: 'retire-key' }] }, { action: 'new-key' }),
  'ipsec.proposals': connections,
  'ipsec.ikev2-only': connections,
  'ipsec.dpd': connections,
  'ipsec.recovery': always(parts('charon', 'watchdog'), { action: 'connections' }),
  'ipsec.encap-fragmentation': connections,
  'ipsec.rekey': connections,
  'ipsec.config-drift': always(parts('charon'), { action: 'connections' }),
  'ipsec.unexpected-connection': work(strangers, { action: 'connections' }),
};
