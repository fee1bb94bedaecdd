/** The audit with SSH closed: what hosts report by themselves, and when that is too old to go by. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { auditFacts } from '#app/audit/audit.ts';
import type { HostSource } from '#app/audit/collect-hosts.ts';
import type { Result } from '#audit/result.ts';
import { checks } from '#checks/index.ts';
import { onHost } from '../support/mesh-under-test.ts';
import { becomes, type SimulatedMesh, startSimulatedMesh } from '../support/simulated-mesh.ts';

let mesh: SimulatedMesh;

beforeAll(async () => {
  mesh = await startSimulatedMesh();
  await mesh.apply();
}, 150_000);

afterAll(async () => {
  await mesh?.down();
});

async function results(hosts: HostSource = 'auto'): Promise<readonly Result[]> {
  return auditFacts(await mesh.facts({ openSsh: false, hosts }), checks, new Date()).results;
}
const ill = (all: readonly Result[]): readonly Result[] =>
  all.filter(({ status }) => status !== 'pass' && status !== 'not-applicable');
const reachable = (all: readonly Result[], name: string): Result | undefined =>
  all.find(({ check, resource }) => check === 'host.reachable' && resource.concentrator === name);

/** Stops the timer, so that what is in the stream is what the test put there. */
const still = 'systemctl disable --now vpnmesh-facts.timer';
const again = 'systemctl enable --now vpnmesh-facts.timer && systemctl start vpnmesh-facts';

describe('a mesh that was just applied, with SSH closed', () => {
  it.each(['auto', 'beacon'] as const)('is clean, by --host-facts %s', async (hosts) => {
    await becomes('clean by its beacons', async () => ill(await results(hosts)).length === 0, 20);
    const all = await results(hosts);
    expect(ill(all)).toEqual([]);
    const { initiator, responder } = await mesh.ends();
    for (const { name } of [initiator, responder]) {
      expect(reachable(all, name)?.message).toMatch(/^from its own report, \d+ s old$/);
    }
  });

  it('is unknown by --host-facts ssh and none, and none of it passes', async () => {
    for (const hosts of ['ssh', 'none'] as const) {
      const all = await results(hosts);
      expect(new Set(ill(all).map(({ status }) => status))).toEqual(new Set(['unknown']));
      expect(all.some(({ check, status }) => check.startsWith('sysctl.') && status === 'pass')).toBe(false);
      expect(all.filter(({ check }) => check === 'logs.beacon').every(({ status }) => status === 'pass')).toBe(true);
    }
  });

  it('fails what a host reports as wrong', async () => {
    const { initiator } = await mesh.ends();
    await onHost(mesh, initiator, 'sysctl -qw net.ipv4.tcp_syncookies=0 && systemctl start vpnmesh-facts');
    await becomes('seen by the beacon', async () => ill(await results('beacon')).length > 0, 20);
    expect(ill(await results('beacon'))).toMatchObject([{ check: 'sysctl.tcp-syncookies', status: 'fail' }]);
    await onHost(mesh, initiator, 'sysctl -qw net.ipv4.tcp_syncookies=1 && systemctl start vpnmesh-facts');
    await becomes('well again', async () => ill(await results('beacon')).length === 0, 20);
  });
});

describe('a report', () => {
  const file = '/var/log/vpnmesh-facts.log';
  const old = `${still}; sed -n '$ s/^\\(vpnmesh-facts.1\\) [^ ]*/\\1 2026-01-01T00:00:00Z/p' ${file} >/tmp/old && cat /tmp/old >>${file}`;
  const other = `${still}; cp /var/lib/vpnmesh/applied /root/applied && echo i-0/0 >/var/lib/vpnmesh/applied && systemctl start vpnmesh-facts`;
  it.each([
    ['of long ago', old, ['host.reachable', 'logs.beacon']],
    ['from before the last apply', other, ['host.reachable']],
  ])('%s is unknown, stale, and nothing that needs it passes', { timeout: 60_000 }, async (_, script, wanted) => {
    const { initiator } = await mesh.ends();
    await onHost(mesh, initiator, script);
    await becomes('stale', async () => ill(await results('beacon')).length > 0, 20);
    for (const hosts of ['beacon', 'auto'] as const) {
      const all = await results(hosts);
      expect([...new Set(ill(all).map(({ check }) => check))].toSorted()).toEqual(wanted);
      expect(reachable(all, initiator.name)).toMatchObject({ status: 'unknown', reason: { kind: 'stale' } });
      expect(reachable(all, initiator.name)?.consequences?.length).toBeGreaterThan(40);
    }
    await onHost(mesh, initiator, `[ ! -e /root/applied ] || mv /root/applied /var/lib/vpnmesh/applied; ${again}`);
    await becomes('fresh again', async () => ill(await results('beacon')).length === 0, 20);
  });
});
