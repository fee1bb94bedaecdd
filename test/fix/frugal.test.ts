/** After a remedy only what it reaches is looked at again: its region, its host, and for tunnels their other ends. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { RequestLine } from '#sandbox/api/request-log.ts';
import { pathsIn } from '#sandbox/state-paths.ts';
import { startAppliedMesh } from '../support/applied-mesh.ts';
import { auditBreakages } from '../support/audit-breakages/index.ts';
import type { SimulatedMesh } from '../support/simulated-mesh.ts';

const regions = ['us-east-1', 'us-east-2', 'eu-west-1'];
let mesh: SimulatedMesh;

beforeAll(async () => {
  mesh = await startAppliedMesh({ regions, loginTimeoutMs: 20_000 });
}, 150_000);

afterAll(async () => {
  await mesh?.down();
});

/** How often each region was read whole: nothing but a collection asks for volumes. */
const readings = (): Readonly<Record<string, number>> => {
  const lines = readFileSync(pathsIn(mesh.stateDir).requests, 'utf8').trim().split('\n');
  const volumes = lines
    .map((line): RequestLine => JSON.parse(line))
    .filter(({ action }) => action === 'DescribeVolumes');
  return Object.fromEntries(regions.map((region) => [region, volumes.filter((one) => one.region === region).length]));
};

/** Logins that each host has seen. */
async function logins(): Promise<Readonly<Record<string, number>>> {
  const { concentrators } = await mesh.facts({ openSsh: false, hosts: 'none' });
  const counts = concentrators.map(async ({ name, standing }) => {
    const id = standing.ok ? standing.value.instance?.id : undefined;
    const { stdout } = await mesh.exec(id ?? '', 'journalctl');
    return [name, stdout.split('\n').filter((line) => /sshd.*Accepted publickey/.test(line)).length] as const;
  });
  return Object.fromEntries(await Promise.all(counts));
}

const more = (now: Readonly<Record<string, number>>, then: Readonly<Record<string, number>>) =>
  regions.map((name) => (now[name] ?? 0) - (then[name] ?? 0));

async function fixing(name: string) {
  const one = auditBreakages.find((each) => each.name === name);
  if (one === undefined) throw new Error(`unknown breakage "${name}"`);
  await one.break(mesh);
  const seen = { logins: await logins(), readings: readings() };
  const { remedied } = await mesh.fix();
  const read = more(readings(), seen.readings);
  expect(remedied.map(({ outcome }) => outcome)).toEqual(['fixed']);
  return { read, logins: more(await logins(), seen.logins) };
}

// A remedy may want more than one look to show: of what is touched the least is told, of the rest exactly once.

it('what is done in AWS alone asks no host again', async () => {
  const { read, logins } = await fixing('termination protection off');
  expect(logins).toEqual([1, 1, 1]);
  expect(read.slice(1)).toEqual([1, 1]);
  expect(read[0]).toBeGreaterThanOrEqual(2);
}, 150_000);

it('what is done on one host asks that one', async () => {
  const { read, logins } = await fixing('passwords let in');
  expect([read.slice(1), logins.slice(1)]).toEqual([
    [1, 1],
    [1, 1],
  ]);
  // The audit, the preview, the change and its second login, the audit again.
  expect(logins[0]).toBeGreaterThanOrEqual(5);
}, 150_000);

it('what is done to tunnels asks both ends', async () => {
  const { read, logins } = await fixing('no dead peer detection');
  expect(Math.min(...read)).toBeGreaterThanOrEqual(2);
  expect(Math.min(...logins)).toBeGreaterThanOrEqual(4);
}, 150_000);
