/** fix dies before and after calls that change something; the next one ends clean, with SSH closed. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { breakAll, told } from './faults.ts';
import { momentName, momentsOf, samplingMoments } from './moments.ts';
import { startAppliedWorld, type World } from './world.ts';

const sample = samplingMoments();
/** Moments that are tried unless all are. */
const tried = 3;

let world: World;

beforeAll(async () => {
  world = await startAppliedWorld();
}, 120_000);

afterAll(async () => {
  await world?.stop();
});

it('ends clean whenever the one before was killed', { timeout: 1_800_000 }, async () => {
  await breakAll(world);
  const { calls, undone } = await world.fix();
  expect(undone).toEqual([]);
  expect(await world.ill()).toEqual([]);
  expect(calls.length).toBeGreaterThan(8);
  const wrong: string[] = [];
  for (const moment of sample.some(momentsOf(calls.length), tried, momentName)) {
    await breakAll(world);
    const first = await world.fix(moment);
    const second = await world.fix();
    const left = await world.ill();
    const where = `${momentName(moment)} of ${calls.length} (${first.calls.at(-1)?.what})`;
    if (second.undone.length > 0) wrong.push(`${where}: ${told(second.undone)}`);
    else if (left.length > 0) wrong.push(`${where}: still ${left.join(', ')}`);
    if (wrong.length > 3) break;
  }
  expect(wrong).toEqual([]);
});
