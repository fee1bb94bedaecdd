/** A plan that somebody agrees to after somebody else has worked on the mesh. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { census } from '../range/support/aws.ts';
import { startWorld, type World } from './world.ts';

let world: World;

beforeAll(async () => {
  world = await startWorld();
}, 60_000);
afterAll(async () => {
  await world?.stop();
});

it('is not carried out: the mesh stays as the other built it', { timeout: 60_000 }, async () => {
  let built: unknown;
  const late = world.apply(undefined, async () => {
    expect((await world.apply()).undone).toEqual([]);
    built = await census(world);
    return true;
  });
  await expect(late).rejects.toMatchObject({
    message: expect.stringContaining('mesh corp has changed since this plan was made'),
    next: expect.stringContaining('run the same command again'),
  });
  expect(await census(world)).toEqual(built);
});
