/**
 * The same breakages as on simulated hosts (test/sandbox/simulated-breakages.test.ts), on real ones: both must be told
 * of by status, verify and the workloads in the same words. Where they are not, the simulation is wrong.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { breakages, isSeen, whole } from '../support/breakages.ts';
import { type Lab, startLab } from '../support/lab.ts';
import type { MeshUnderTest } from '../support/mesh-under-test.ts';
import { becomes } from './support/guests.ts';
import { realMesh } from './support/real-mesh.ts';

/** Of the kind of another here, or among the breakages of audit.test.ts; all of them with VPNMESH_PARITY=all. */
const similar = new Set([
  'strongSwan stopped at the initiator',
  'UDP 500 closed at the responder',
  'another key for the peer at the responder',
  'another identity at the responder',
  'forwarding switched off at the initiator',
  'the connections unloaded at the responder',
  'routes gone in the VPC of the initiator',
  'source/dest check on at the initiator',
  'selectors that do not match',
  'the nftables table deleted',
  'the instance of the responder stopped',
  'charon killed at the responder',
  'UDP 4500 closed at the responder',
]);
const chosen = process.env.VPNMESH_PARITY === 'all' ? breakages : breakages.filter(({ name }) => !similar.has(name));

let lab: Lab;
let mesh: MeshUnderTest;

beforeAll(async () => {
  lab = await startLab();
  mesh = realMesh(lab, lab.spec('parity.yaml', 2));
  await mesh.apply();
});

afterAll(async () => {
  await lab?.down();
});

describe('a mesh of two regions on real hosts', () => {
  it('is whole to begin with', async () => {
    expect(await isSeen(mesh, whole)).toBe(true);
  });

  for (const breakage of chosen) {
    it(`shows ${breakage.name}, and is whole again when that is over`, async () => {
      await breakage.break(mesh);
      const seen = await becomes(() => isSeen(mesh, breakage.seen), true, 90);
      expect(seen, 'is seen').toBeDefined();
      await breakage.repair?.(mesh);
      expect(await becomes(() => isSeen(mesh, whole), true, 90), 'is whole again').toBeDefined();
    });
  }
});
