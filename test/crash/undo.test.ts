/** An undo dies before and after calls that change something; the next one brings back what was, with SSH closed. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { breakAll, broken, told } from './faults.ts';
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

it('takes the fix back whenever the undo before was killed', { timeout: 1_800_000 }, async () => {
  // The last call only tells the log group of an undo that is over.
  const overAlready = /was already undone at/;
  await breakAll(world);
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
    if (second !== undefined && second.undone.length > 0) wrong.push(`${where}: ${told(second.undone)}`);
    else if (left.join() !== broken.join()) wrong.push(`${where}: then ${left.join(', ')}`);
    if (wrong.length > 3) break;
  }
  expect(wrong).toEqual([]);
});
