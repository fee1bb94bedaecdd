/** Hosts that do not answer, not in time, or not with a report: unknown as far as it goes, for the right reason, and nothing passes. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { auditFacts } from '#app/audit/audit.ts';
import { auditOutcome } from '#audit/outcome.ts';
import type { Result } from '#audit/result.ts';
import { checks } from '#checks/index.ts';
import type { ReasonKind } from '#mesh/fact.ts';
import type { Session, Shell, ShellResult } from '#ports/shell.ts';
import { startAppliedMesh } from '../support/applied-mesh.ts';
import { onHost } from '../support/mesh-under-test.ts';
import { becomes, type SimulatedMesh } from '../support/simulated-mesh.ts';

let mesh: SimulatedMesh;
/** What becomes of an answer of the initiator on its way, and how long it is waited for. */
let onItsWay: { readonly change?: (stdout: string) => string; readonly timeoutMs?: number } = {};

/** Real SSH; what it carries is changed after it arrived. */
function through(shell: Shell): Shell {
  const changed = (session: Session, name: string): Session => ({
    get open() {
      return session.open;
    },
    close: () => session.close(),
    run: async (request): Promise<ShellResult> => {
      if (name !== 'us-east-1') return session.run(request);
      const { timeoutMs = request.timeoutMs, change = (text: string) => text } = onItsWay;
      let said = '';
      const onLine = (line: string): void => {
        said += `${line}\n`;
      };
      const answer = await session.run({ ...request, timeoutMs, onLine });
      for (const line of change(said).split('\n')) request.onLine?.(line);
      return { ...answer, stdout: change(answer.stdout) };
    },
  });
  return { open: async (target, limits) => changed(await shell.open(target, limits), target.name) };
}

beforeAll(async () => {
  mesh = await startAppliedMesh({ through, loginTimeoutMs: 2_500 });
  await mesh.reported();
  await becomes('a mesh that is well', async () => (await audited()).every(isWell), 30);
}, 150_000);

afterAll(async () => {
  await mesh?.down();
});

async function audited(): Promise<readonly Result[]> {
  return auditFacts(await mesh.facts({ openSsh: true, hosts: 'ssh' }), checks, new Date()).results;
}
const isWell = ({ status }: Result): boolean => status === 'pass' || status === 'not-applicable';
const audit = async (): Promise<readonly Result[]> => (await audited()).filter((one) => !isWell(one));

/** While something is so. The exit code is 21 unless something fails. */
async function during<T>(begin: string, end: string, look: () => Promise<T>): Promise<T> {
  const { initiator } = await mesh.ends();
  await onHost(mesh, initiator, begin);
  try {
    return await look();
  } finally {
    await onHost(mesh, initiator, end);
  }
}

/** One unknown for the whole host, and whatever needs it under it. */
function silent(results: readonly Result[], kind: ReasonKind): void {
  expect(auditOutcome(results, 'low')).toEqual({ failing: false, unknown: true });
  expect(results).toMatchObject([
    { check: 'host.reachable', resource: { id: 'us-east-1' }, status: 'unknown', reason: { kind } },
  ]);
  expect(results[0]?.consequences?.every(({ status }) => status === 'unknown')).toBe(true);
  expect(results[0]?.consequences?.length).toBeGreaterThan(40);
}

const shut =
  'nft add table inet strange && nft "add chain inet strange in { type filter hook input priority 0; }" && nft "add rule inet strange in tcp dport 22 drop"';
const hosts: readonly (readonly [what: string, kind: ReasonKind, begin: string, end: string])[] = [
  [
    'that does not let the operator be root',
    'denied',
    'mkdir -p /root/sudo && mv /etc/sudoers.d/* /root/sudo/',
    'mv /root/sudo/* /etc/sudoers.d/',
  ],
  ['without an sshd', 'unreachable', 'systemctl stop ssh', 'systemctl start ssh'],
  ['that drops every packet', 'unreachable', shut, 'nft delete table inet strange'],
  [
    'that knows the operator’s key no more',
    'denied',
    'mv /home/admin/.ssh/authorized_keys /root/keys',
    'mv /root/keys /home/admin/.ssh/authorized_keys',
  ],
];

describe('a host', () => {
  it.each(hosts)('%s is unknown as a whole (%s)', { timeout: 60_000 }, async (_, kind, begin, end) => {
    await during(begin, end, async () => silent(await audit(), kind));
    expect(await audit()).toEqual([]);
  });
});

const garbage: readonly (readonly [what: string, change: (stdout: string) => string])[] = [
  ['nothing', () => ''],
  ['a greeting', () => 'Welcome to Debian!\n'],
  ['bytes', () => '\u0000\ufffd\u0007\n'.repeat(5_000)],
  ['the end alone', () => 'done\n'],
];

describe('an answer', () => {
  it('that takes longer than it may is unknown as a whole, as a time-out', { timeout: 60_000 }, async () => {
    onItsWay = { timeoutMs: 5 };
    silent(await audit(), 'timeout');
    onItsWay = {};
  });

  it.each(garbage)('of %s is unknown in every part', { timeout: 60_000 }, async (_, change) => {
    onItsWay = { change };
    const results = await audit();
    onItsWay = {};
    expect(auditOutcome(results, 'low')).toEqual({ failing: false, unknown: true });
    // A report that is none makes no consequences of its own: each part says so for itself.
    const parts = results.filter(({ resource }) => resource.concentrator === 'us-east-1');
    expect(parts.length + (results[0]?.consequences?.length ?? 0)).toBeGreaterThan(40);
    for (const one of parts) expect([one.status, one.reason?.kind]).toEqual(['unknown', 'parse']);
  });

  it('of half a report is unknown from there on', { timeout: 60_000 }, async () => {
    onItsWay = { change: (text) => text.slice(0, text.indexOf('\nfact keys ') - 20) };
    const results = await audit();
    onItsWay = {};
    expect(auditOutcome(results, 'low')).toEqual({ failing: false, unknown: true });
    expect(results.map(({ check }) => check)).toEqual([
      'ssh.config-permissions',
      'ssh.expiry',
      'net.fail-closed',
      'net.probe',
      'ipsec.key-permissions',
      'ipsec.key-strength',
      'ipsec.proposals',
      'ipsec.ikev2-only',
      'ipsec.dpd',
      'ipsec.recovery',
      'ipsec.encap-fragmentation',
      'ipsec.rekey',
      'mesh.selectors-match',
      'mesh.keys-match',
      'ipsec.config-drift',
      'ipsec.unexpected-connection',
      'mesh.tunnels-up',
      'mesh.traffic',
      'mesh.pmtu',
    ]);
    for (const one of results) expect([one.status, one.reason?.kind]).toEqual(['unknown', 'parse']);
  });
});
