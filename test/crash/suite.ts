/** apply dies before and after every call that changes something; the next one must finish the same mesh. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { census, picture } from '../range/support/aws.ts';
import { type Moment, momentName, momentsOf, samplingMoments } from './moments.ts';
import { startWorld, type World } from './world.ts';

/** Which part of the moments this file takes, so that several can work side by side. */
export interface Part {
  readonly index: number;
  readonly of: number;
}

/** Moments that a file tries, unless it is to try all. */
const tried = 6;

export function crashSuite({ index, of }: Part): void {
  const sample = samplingMoments();
  let world: World;
  let before: unknown;
  let clean: unknown;
  let total = 0;

  beforeAll(async () => {
    world = await startWorld();
    before = await picture(world);
    const { undone, calls } = await world.apply();
    expect(undone).toEqual([]);
    total = calls.length;
    clean = await census(world);
    expect((await world.destroy()).undone).toEqual([]);
    expect(await picture(world)).toEqual(before);
  }, 120_000);

  afterAll(async () => {
    await world?.stop();
  });

  async function faultsOf(moment: Moment): Promise<readonly string[]> {
    const faults: string[] = [];
    const first = await world.apply(moment);
    const where = `${momentName(moment)} of ${total} (${first.calls.at(-1)?.what})`;
    const second = await world.apply();
    if (second.undone.length > 0)
      faults.push(`${where}: ${second.undone.map(({ step, error }) => `${step.id}: ${error?.message}`).join('; ')}`);
    else if (!same(await census(world), clean)) faults.push(`${where}: another mesh than a clean run builds`);
    const away = await world.destroy();
    if (away.undone.length > 0) faults.push(`${where}: destroy left ${away.undone.map(({ step }) => step.id)}`);
    else if (!same(await picture(world), before)) faults.push(`${where}: destroy left something behind`);
    return faults;
  }

  describe(`apply of two regions, moments ${index + 1} of ${of}`, () => {
    it('killed before and after each of them, is finished by the next: nothing twice, nothing orphaned', async () => {
      expect(total).toBeGreaterThan(40);
      const faults: string[] = [];
      const mine = momentsOf(total).filter(({ at }) => (at - 1) % of === index);
      for (const moment of sample.some(mine, tried, momentName)) {
        faults.push(...(await faultsOf(moment)));
        if (faults.length > 3) break;
      }
      expect(faults).toEqual([]);
    }, 1_200_000);
  });
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
