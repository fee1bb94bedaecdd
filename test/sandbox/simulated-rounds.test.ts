/**
 * Many rounds of apply and destroy in one sandbox: the last leaves no more behind than one of the first. The few that are
 * made unless all are wished for do not tell of memory; VPNMESH_ROUNDS=40 for more.
 */
import { afterEach, expect, it } from 'vitest';
import { type Footprint, footprint } from '../support/footprint.ts';
import { sampling } from '../support/sample.ts';
import { isUp, type SimulatedMesh, startSimulatedMesh } from '../support/simulated-mesh.ts';

const sample = sampling({ command: 'npm run test:scale', what: 'rounds', wish: process.env.VPNMESH_SCALE });
const rounds = Number(process.env.VPNMESH_ROUNDS ?? sample.upTo(5, 12));
const many = rounds >= 12;
/** By then, of many, everything has been compiled. */
const settled = many ? 5 : 3;

/** Megabytes that V8's compiled code may still gain. Hosts that nobody lets go of weigh 0.6 a round: seven rounds show them. */
const heapSlack = 2.5;
/** Bytes a round: instances are listed for an hour after their end, client tokens remembered for a day. */
const rowsOfARound = 10_000;

let mesh: SimulatedMesh | undefined;
afterEach(async () => {
  await mesh?.down();
  mesh = undefined;
});

const kinds = ({ files }: Footprint): readonly string[] => files.map((name) => name.replace(/i-[0-9a-f]+/, 'i-…'));

it('leave no host, process, port, file or memory behind', { timeout: rounds * 40_000 }, async () => {
  const own = await startSimulatedMesh();
  mesh = own;
  let early: Footprint | undefined;
  let late: Footprint | undefined;
  for (let round = 0; round < rounds; round++) {
    await own.apply();
    const { tunnels } = await own.status();
    expect(tunnels.every(isUp)).toBe(true);
    const { reports } = await own.destroy();
    expect(reports.filter(({ outcome }) => outcome !== 'done')).toEqual([]);
    if (round + 1 === settled) early = await footprint(own.stateDir);
    if (round + 1 === rounds) late = await footprint(own.stateDir);
  }
  if (early === undefined || late === undefined) throw new Error(`${rounds} rounds are too few`);
  console.log(`heap after ${settled} and ${rounds} rounds: ${early.heap.toFixed(1)} and ${late.heap.toFixed(1)} MB`);
  console.log(JSON.stringify({ handles: late.handles, timers: late.timers, sizes: late.sizes }));
  expect(late.handles).toEqual(early.handles);
  expect(late.timers).toBeLessThanOrEqual(early.timers);
  expect(kinds(late)).toEqual(kinds(early));
  if (many) expect(late.heap - early.heap).toBeLessThan(heapSlack);
  const grown = (name: string): number => (late.sizes[name] ?? 0) - (early.sizes[name] ?? 0);
  expect(grown('state.json')).toBeLessThan((rounds - settled) * rowsOfARound);
  expect(late.sizes['log-events.jsonl']).toBeLessThan(1_000_000);
  expect(late.sizes['doors.json']).toBeLessThan(10_000);
});
