/** fix and its undo die before and after calls that change something; the next one ends clean, with SSH closed. */
import { DescribeNetworkInterfacesCommand } from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { auditBreakages } from '../support/audit-breakages/index.ts';
import type { End, MeshUnderTest } from '../support/mesh-under-test.ts';
import { sampling } from '../support/sample.ts';
import { momentName, momentsOf } from './moments.ts';
import { startWorld, type World } from './world.ts';

const sample = sampling({ command: 'npm run test:crash', what: 'moments of death', wish: process.env.VPNMESH_CRASH });
/** Moments of a fix, and of an undo, that are tried unless all are. */
const tried = 4;

const faults = [
  'HTTPS let in for a stranger',
  'source/dest check on at the initiator',
  'net.ipv4.tcp_syncookies set to 0',
  'passwords let in',
].map((name) => auditBreakages.find((one) => one.name === name));

let world: World;

beforeAll(async () => {
  world = await startWorld();
  expect((await world.apply()).undone).toEqual([]);
}, 120_000);

afterAll(async () => {
  await world?.stop();
});

async function end(name: string): Promise<End> {
  const Filters = [{ Name: 'tag:vpnmesh:role', Values: ['interface'] }];
  const { NetworkInterfaces = [] } = await world.ec2(name).send(new DescribeNetworkInterfacesCommand({ Filters }));
  const [nic] = NetworkInterfaces;
  return {
    name,
    instanceId: nic?.Attachment?.InstanceId ?? '',
    interfaceId: nic?.NetworkInterfaceId ?? '',
    groupId: nic?.Groups?.[0]?.GroupId ?? '',
    privateIp: nic?.PrivateIpAddress ?? '',
    address: nic?.Association?.PublicIp ?? '',
  };
}

async function breakAll(): Promise<void> {
  const mesh = {
    ends: async () => ({ initiator: await end('us-east-1'), responder: await end('us-east-2') }),
    ec2: (region: string) => world.ec2(region),
    exec: (instanceId: string, ...argv: readonly string[]) => world.exec(instanceId, ...argv),
  } as MeshUnderTest;
  for (const one of faults) await one?.break(mesh);
}

it('ends clean whenever the one before was killed', { timeout: 1_800_000 }, async () => {
  await breakAll();
  const { calls, undone } = await world.fix();
  expect(undone).toEqual([]);
  expect(await world.ill()).toEqual([]);
  expect(calls.length).toBeGreaterThan(8);
  const wrong: string[] = [];
  for (const moment of sample.some(momentsOf(calls.length), tried, momentName)) {
    await breakAll();
    const first = await world.fix(moment);
    const second = await world.fix();
    const left = await world.ill();
    const where = `${momentName(moment)} of ${calls.length} (${first.calls.at(-1)?.what})`;
    if (second.undone.length > 0)
      wrong.push(`${where}: ${second.undone.map(({ step, error }) => `${step.id}: ${error?.message}`).join('; ')}`);
    else if (left.length > 0) wrong.push(`${where}: still ${left.join(', ')}`);
    if (wrong.length > 3) break;
  }
  expect(wrong).toEqual([]);
});

it('is taken back whenever the undo before was killed', { timeout: 1_800_000 }, async () => {
  const broken = faults.flatMap((one) => one?.fails ?? []).toSorted();
  // The last call only tells the log group of an undo that is over.
  const overAlready = /was undone at/;
  await breakAll();
  expect((await world.fix()).undone).toEqual([]);
  const { calls, undone } = await world.undo();
  expect(undone).toEqual([]);
  expect((await world.ill()).toSorted()).toEqual(broken);
  expect(calls.length).toBeGreaterThan(8);
  const wrong: string[] = [];
  for (const moment of sample.some(momentsOf(calls.length), tried, momentName)) {
    // What undo brings back is to be put right anew.
    expect((await world.fix()).undone).toEqual([]);
    const first = await world.undo(moment);
    const second = await world.undo().catch((error: unknown) => {
      if (error instanceof Error && overAlready.test(error.message)) return undefined;
      throw error;
    });
    const left = (await world.ill()).toSorted();
    const where = `${momentName(moment)} of ${calls.length} (${first.calls.at(-1)?.what})`;
    if (second !== undefined && second.undone.length > 0)
      wrong.push(`${where}: ${second.undone.map(({ step, error }) => `${step.id}: ${error?.message}`).join('; ')}`);
    else if (left.join() !== broken.join()) wrong.push(`${where}: then ${left.join(', ')}`);
    if (wrong.length > 3) break;
  }
  expect(wrong).toEqual([]);
});
