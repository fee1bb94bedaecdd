/** A sandbox with simulated hosts whose process is killed, and brought up again: the mesh is there and works. */
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { sandboxDown, sandboxStatus, sandboxUp } from '#sandbox/control.ts';
import { startAppliedMesh } from '../support/applied-mesh.ts';
import { isSeen, whole } from '../support/breakages.ts';
import { paced } from '../support/lab.ts';
import { becomes, type Running, type SimulatedMesh } from '../support/simulated-mesh.ts';

/** As `vpnmesh sandbox up` does it; it keeps its disks by nothing but what it has written when it is killed. */
async function ownProcess(stateDir: string, regions: readonly string[]): Promise<Running> {
  Object.assign(process.env, paced);
  const { pid, endpoint } = await sandboxUp({
    hosts: 'simulated',
    stateDir,
    cacheDir: join(stateDir, 'cache'),
    regions,
  });
  return {
    port: Number(new URL(endpoint).port),
    stop: async ({ keepDisks }) => {
      if (keepDisks) {
        process.kill(pid, 'SIGKILL');
        await expect.poll(async () => (await sandboxStatus({ stateDir })).state).toBe('dead');
      } else await sandboxDown({ stateDir, purge: true });
    },
  };
}

let mesh: SimulatedMesh;
beforeAll(async () => {
  mesh = await startAppliedMesh({ start: ownProcess });
}, 150_000);
afterAll(async () => {
  await mesh?.down();
});

it('comes back with the mesh working, and nothing for apply to do', { timeout: 90_000 }, async () => {
  await mesh.restart();
  await becomes('the mesh is whole', () => isSeen(mesh, whole), 60);
  expect(await mesh.verified()).toBe(true);
  expect((await mesh.applyWith(mesh.spec())).plan.steps).toEqual([]);
});
