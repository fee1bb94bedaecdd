/** The breakages of the audit, continued: broken, fixed, and the check passes; nothing else fails on the way. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Result } from '#audit/result.ts';
import { mendable } from '#checks/mends/index.ts';
import { auditBreakages } from '../support/audit-breakages/index.ts';
import { becomes, type SimulatedMesh, startSimulatedMesh } from '../support/simulated-mesh.ts';

let mesh: SimulatedMesh;

beforeAll(async () => {
  mesh = await startSimulatedMesh();
  await mesh.apply();
}, 60_000);

afterAll(async () => {
  await mesh?.down();
});

/** Nobody can take these back, and undo says so. */
const stays = new Set(['an address that serves nobody', 'a reboot wanted', 'the instance stopped']);

const ill = (results: readonly Result[]) =>
  results
    .filter(({ status }) => status === 'fail' || status === 'unknown')
    .map(({ check, status, message }) => ({ check, status, message }));

const failing = async (): Promise<readonly string[]> => [
  ...new Set((await mesh.fix({ dryRun: true })).remedied.map(({ result }) => result.check)),
];

describe('fix on a mesh of two regions', () => {
  it('has nothing to do where nothing fails', async () => {
    expect(await mesh.fix()).toMatchObject({ remedied: [], reports: [] });
  });

  for (const { name, fails, break: broken, mend } of auditBreakages) {
    // The watchdog puts the table back before anybody could.
    if (!fails.every((id) => mendable.includes(id)) || name === 'the nftables table deleted') continue;
    it(`puts ${name} right`, { timeout: 120_000 }, async () => {
      await broken(mesh);
      try {
        await becomes('seen', async () => JSON.stringify(await failing()) === JSON.stringify(fails), 15);
        const { remedied, reports, audit } = await mesh.fix();
        expect(reports.filter(({ outcome }) => outcome !== 'done')).toEqual([]);
        expect(remedied.map(({ result, outcome, why }) => [result.check, outcome, why])).toEqual(
          fails.map((id) => [id, 'fixed', undefined]),
        );
        expect(ill(audit.results)).toEqual([]);
        const undone = await mesh.undo();
        expect(undone.changes.filter(({ outcome }) => outcome === 'failed')).toEqual([]);
        if (!stays.has(name))
          await becomes('back', async () => JSON.stringify(await failing()) === JSON.stringify(fails), 15);
        await mesh.fix();
      } catch (error) {
        // The next one begins on a mesh that is well.
        await mend(mesh).catch(() => undefined);
        throw error;
      }
    });
  }
});
