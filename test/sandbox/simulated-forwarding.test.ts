/** What is proven has to be forwarded: a mesh whose hosts answer each other and forward nothing is not proven. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startAppliedMesh } from '../support/applied-mesh.ts';
import { onHost } from '../support/mesh-under-test.ts';
import { becomes, type SimulatedMesh } from '../support/simulated-mesh.ts';

let mesh: SimulatedMesh;

beforeAll(async () => {
  mesh = await startAppliedMesh({ loginTimeoutMs: 30_000 });
}, 120_000);

afterAll(async () => {
  await mesh?.down();
});

/** On either host in turn: both directions of every pair need both hosts to forward. */
const breakages: Readonly<Record<string, readonly [broken: string, repaired: string]>> = {
  ip_forward: ['sysctl -qw net.ipv4.ip_forward=0', 'sysctl -qw net.ipv4.ip_forward=1'],
  'strict rp_filter without the way back': [
    'ip route del "$1/32" dev vpnmesh-probe; sysctl -qw net.ipv4.conf.all.rp_filter=1',
    'ip route replace "$1/32" dev vpnmesh-probe',
  ],
  "a stranger's forward chain": [
    'nft add table inet stranger; nft add chain inet stranger forward "{ type filter hook forward priority 10; policy drop; }"',
    'nft delete table inet stranger',
  ],
};

describe('a probe of the mesh', () => {
  it('crosses where all is well', { timeout: 60_000 }, async () => {
    const { pairs } = await mesh.verify();
    expect(pairs.map(({ ok, pathMtu }) => [ok, pathMtu])).toEqual([
      [true, 1438],
      [true, 1438],
    ]);
  });

  for (const [name, [broken, repaired]] of Object.entries(breakages)) {
    for (const end of ['initiator', 'responder'] as const) {
      it(`does not cross where the ${end} is broken by ${name}, though the hosts answer each other`, {
        timeout: 60_000,
      }, async () => {
        const ends = await mesh.ends();
        const here = ends[end];
        const [there] = [ends.initiator, ends.responder].filter((one) => one !== here);
        const own = (await onHost(mesh, here, 'sed -n "s/^set address //p" /etc/vpnmesh/probe')).trim();
        await onHost(mesh, here, broken, own);
        const ping = await mesh.exec(here.instanceId, 'ping', '-n', '-c', '1', '-W', '1', there?.privateIp ?? '');
        expect(ping.code).toBe(0);
        const { pairs } = await mesh.verify();
        expect(pairs.map(({ ok }) => ok)).toEqual([false, false]);
        await onHost(mesh, here, repaired, own);
        expect((await mesh.verify()).pairs.map(({ ok }) => ok)).toEqual([true, true]);
      });
    }
  }

  it('finds its namespace again when somebody took it', { timeout: 60_000 }, async () => {
    const { initiator } = await mesh.ends();
    await onHost(mesh, initiator, 'ip netns delete vpnmesh-probe');
    await becomes(
      'the watchdog has made it again',
      async () => (await onHost(mesh, initiator, 'ip netns list')).includes('vpnmesh-probe'),
      30,
    );
    expect((await mesh.verify()).pairs.map(({ ok }) => ok)).toEqual([true, true]);
  });
});
