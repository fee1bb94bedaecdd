/** Two runs at once on a mesh that exists, on a sandbox over HTTP. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { closeSsh, openSsh, type SshWindow } from '#app/hosts/ssh-window.ts';
import type { RunContext } from '#app/run/context.ts';
import { takeLease } from '#app/run/take-lease.ts';
import type { DesiredMesh } from '#mesh/desired-mesh.ts';
import { temporaryRule } from '#mesh/ingress-rules.ts';
import { leaseMs, leaseTag } from '#mesh/lease-tag.ts';
import { ownershipTags, tagKeys } from '#mesh/names.ts';
import type { Clock } from '#ports/clock.ts';
import { type CloudUnderTest, startCloud } from '../../aws/cloud.ts';

let lab: CloudUnderTest;
let groupId: string;

/** Time stands still but for what the test adds. */
const time = { now: new Date('2026-11-25T10:00:00Z').getTime() };
const clock: Clock = {
  now: () => new Date(time.now),
  pause: async () => {},
};

beforeAll(async () => {
  lab = await startCloud();
  groupId = await lab.cloud.region('us-east-1').createGroup({
    name: 'vpnmesh-corp-us-east-1',
    vpcId: lab.vpcId,
    description: 'test',
    tags: ownershipTags('corp', 'group', 'us-east-1'),
  });
});
afterAll(async () => {
  await lab.end();
});

/** As much of a run as the lease looks at. */
async function run(runId: string, gone: readonly string[] = []): Promise<RunContext> {
  const region = await lab.cloud.region('us-east-1').observe({ mesh: 'corp', vpcs: [lab.vpcId], logGroup: '/x' });
  const mesh = { name: 'corp', concentrators: [] } as unknown as DesiredMesh;
  return {
    cloud: lab.cloud,
    mesh,
    observation: { account: '1', partition: 'aws', caller: 'x', iam: {}, regions: [region], unseen: [] },
    known: { get: () => ({ groupIds: {} }), learn: () => {}, demand: () => undefined as never },
    clock,
    runId,
    isGone: (other: string) => gone.includes(other),
  } as unknown as RunContext;
}

const owner = async (): Promise<string | undefined> =>
  (await lab.cloud.region('us-east-1').ownGroups('corp'))[0]?.tags[tagKeys.run];

describe('a run on a mesh that exists', () => {
  it('marks it as its own for the time, and takes the mark away', async () => {
    const lease = await takeLease(await run('ana'));
    expect(await owner()).toBe(leaseTag('ana', clock.now()));
    await lease.release();
    expect(await owner()).toBeUndefined();
  });

  it('stops where another is at work, and says who', async () => {
    const lease = await takeLease(await run('ana'));
    await expect(run('ben').then(takeLease)).rejects.toMatchObject({
      message: expect.stringContaining('another run is changing mesh corp: ana'),
      next: expect.stringContaining('run the same command again after'),
    });
    await lease.release();
    await (await takeLease(await run('ben'))).release();
  });

  it('takes over at once from one that is known to be dead', async () => {
    await takeLease(await run('killed'));
    const lease = await takeLease(await run('ben', ['killed']));
    expect(await owner()).toBe(leaseTag('ben', clock.now()));
    await lease.release();
  });

  it('takes over from one that has not been heard of for the length of a lease', async () => {
    await takeLease(await run('far away'));
    await expect(run('ben').then(takeLease)).rejects.toThrow(/far away/);
    time.now += leaseMs;
    await (await takeLease(await run('ben'))).release();
  });

  it('of two that began in one moment at most one goes on', async () => {
    const both = await Promise.allSettled([takeLease(await run('ana')), takeLease(await run('ben'))]);
    expect(both.filter(({ status }) => status === 'fulfilled').length).toBeLessThanOrEqual(1);
  });
});

describe('SSH opened twice', () => {
  const from = ['192.0.2.7/32'];
  const window = (runId: string): SshWindow => ({
    mesh: 'corp',
    concentrator: 'us-east-1',
    region: lab.cloud.region('us-east-1'),
    groupId,
    clock,
    runId,
    isGone: (other) => other === 'killed',
  });
  const ends = async () =>
    (await lab.cloud.region('us-east-1').groupRules(groupId)).map(({ description }) => temporaryRule(description));

  it('by an operator ends when the second opening says', async () => {
    await openSsh(window('ana'), from, { by: 'operator', forMs: 60_000 });
    const until = await openSsh(window('ana'), from, { by: 'operator', forMs: 600_000 });
    expect(await ends()).toEqual([{ by: 'operator', until }]);
  });

  it('by a run leaves what an operator opened for longer, and closes nothing of his', async () => {
    await openSsh(window('run'), from, { by: 'run', forMs: 60_000 });
    expect((await closeSsh(window('run'), 'own')).revoked).toBe(0);
    expect(await ends()).toHaveLength(1);
    expect((await closeSsh(window('run'), 'all')).revoked).toBe(1);
  });

  for (const by of ['run', 'look'] as const) {
    it(`by a ${by} for longer than an operator did leaves his end behind`, async () => {
      const until = await openSsh(window('ana'), from, { by: 'operator', forMs: 60_000 });
      // As a fix does: it looks, changes something, and looks again, under one name.
      for (const each of ['look', by] as const) {
        const longer = await openSsh(window('run'), [...from, '198.51.100.1/32'], { by: each, forMs: 600_000 });
        expect(await ends()).toEqual([
          { by: each, until: longer },
          { by: each, until: longer },
        ]);
      }
      expect(await closeSsh(window('run'), by === 'run' ? 'left-over' : 'own')).toEqual({
        revoked: 2,
        openUntil: until,
      });
      expect(await ends()).toEqual([{ by: 'operator', until }]);
      // Nothing is left for any run, this one or another, to close again.
      expect(await closeSsh(window('run'), 'own')).toEqual({ revoked: 0, openUntil: until });
      expect((await closeSsh(window('ana'), 'own')).revoked).toBe(0);
      expect((await closeSsh(window('ana'), 'all')).revoked).toBe(1);
    });
  }

  it('brings back nothing of an operator whose time is over, nor what he closed himself', async () => {
    await openSsh(window('ana'), from, { by: 'operator', forMs: 60_000 });
    await openSsh(window('run'), from, { by: 'run', forMs: 600_000 });
    time.now += 120_000;
    expect(await closeSsh(window('run'), 'own')).toEqual({ revoked: 1, openUntil: undefined });
    expect(await ends()).toEqual([]);
    await openSsh(window('ana'), from, { by: 'operator', forMs: 60_000 });
    await openSsh(window('run'), from, { by: 'run', forMs: 600_000 });
    expect((await closeSsh(window('ana'), 'all')).revoked).toBe(1);
    expect(await ends()).toEqual([]);
  });

  it('takes over what a killed run left open, and closes it', async () => {
    await openSsh(window('killed'), from, { by: 'run', forMs: 600_000 });
    await openSsh(window('next'), from, { by: 'run', forMs: 60_000 });
    expect(await ends()).toHaveLength(1);
    expect((await closeSsh(window('next'), 'own')).revoked).toBe(1);
    expect(await ends()).toEqual([]);
  });
});
