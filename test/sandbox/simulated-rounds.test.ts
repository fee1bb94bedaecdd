/** Many rounds of apply and destroy in one sandbox: the last leaves no more behind than the fifth. VPNMESH_ROUNDS=40 for more. */
import { afterEach, expect, it } from 'vitest';
import { type Footprint, footprint } from '../support/footprint.ts';
import { isUp, type SimulatedMesh, startSimulatedMesh } from '../support/simulated-mesh.ts';

const rounds = Number(process.env.VPNMESH_ROUNDS ?? 12);
/** By then everything has been compiled, and every connection that is kept open is. */
const settled = 5;

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

it('leave no host, process, port, file or memory behind', { timeout: rounds * 20_000 }, async () => {
  const own = await startSimulatedMesh();
  mesh = own;
  const seen: Footprint[] = [];
  for (let round = 0; round < rounds; round++) {
    await own.apply();
    const { tunnels } = await own.status();
    expect(tunnels.every(isUp)).toBe(true);
    const { reports } = await own.destroy();
    expect(reports.filter(({ outcome }) => outcome !== 'done')).toEqual([]);
    seen.push(await footprint(own.stateDir));
  }
  const [early, late] = [seen[settled - 1], seen.at(-1)];
  if (early === undefined || late === undefined) throw new Error(`${rounds} rounds are too few`);
  console.log(`heap after ${settled} and ${rounds} rounds: ${early.heap.toFixed(1)} and ${late.heap.toFixed(1)} MB`);
  console.log(JSON.stringify({ handles: late.handles, timers: late.timers, sizes: late.sizes }));
  expect(late.handles).toEqual(early.handles);
  expect(late.timers).toBeLessThanOrEqual(early.timers);
  expect(kinds(late)).toEqual(kinds(early));
  expect(late.heap - early.heap).toBeLessThan(heapSlack);
  const grown = (name: string): number => (late.sizes[name] ?? 0) - (early.sizes[name] ?? 0);
  expect(grown('state.json')).toBeLessThan((rounds - settled) * rowsOfARound);
  expect(late.sizes['log-events.jsonl']).toBeLessThan(1_000_000);
  expect(late.sizes['doors.json']).toBeLessThan(10_000);
});
