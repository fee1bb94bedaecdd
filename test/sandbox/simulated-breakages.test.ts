/** What goes wrong with a mesh on simulated hosts is seen where the operator looks, and gone when it is repaired. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startAppliedMesh } from '../support/applied-mesh.ts';
import { breakages, isSeen, whole } from '../support/breakages.ts';
import { sampling } from '../support/sample.ts';
import { becomes, type SimulatedMesh } from '../support/simulated-mesh.ts';

const sample = sampling({
  command: 'npm run test:breakages',
  what: 'breakages',
  wish: process.env.VPNMESH_BREAKAGES,
});

let mesh: SimulatedMesh;

beforeAll(async () => {
  mesh = await startAppliedMesh();
}, 150_000);

afterAll(async () => {
  await mesh?.down();
});

describe('a mesh of two regions', () => {
  it('is whole to begin with', async () => {
    expect(await isSeen(mesh, whole)).toBe(true);
  });

  for (const breakage of sample.some(breakages, 6, ({ name }) => name)) {
    it(`shows ${breakage.name}, and is whole again when that is over`, { timeout: 60_000 }, async () => {
      await breakage.break(mesh);
      await becomes(`${breakage.name} is seen`, () => isSeen(mesh, breakage.seen), 25);
      await breakage.repair?.(mesh);
      await becomes('the mesh is whole', () => isSeen(mesh, whole), 25);
    });
  }

  it('never made the sandbox complain', () => {
    expect(mesh.complaints).toEqual([]);
  });
});
