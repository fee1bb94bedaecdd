/** The breakages of the audit, continued: broken, fixed, and the check passes; nothing else fails on the way. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Result } from '#audit/result.ts';
import { startAppliedMesh } from '../support/applied-mesh.ts';
import { afterUndo, isFixed } from '../support/audit-breakages/fixed.ts';
import { auditBreakages } from '../support/audit-breakages/index.ts';
import { sampling } from '../support/sample.ts';
import { becomes, type SimulatedMesh } from '../support/simulated-mesh.ts';

const fixable = auditBreakages.filter(isFixed);

const ill = (results: readonly Result[]) =>
  results
    .filter(({ status }) => status === 'fail' || status === 'unknown')
    .map(({ check, status, message }) => ({ check, status, message }));

/** A mesh of two regions, for the tests of a file. */
export function meshForFile(): () => SimulatedMesh {
  let mesh: SimulatedMesh | undefined;
  beforeAll(async () => {
    mesh = await startAppliedMesh({ loginTimeoutMs: 20_000 });
  }, 150_000);
  afterAll(async () => {
    await mesh?.down();
  });
  return () => {
    if (mesh === undefined) throw new Error('no test runs before its mesh stands');
    return mesh;
  };
}

/** Every other breakage that fix puts right, from the given one on, so that two files can work side by side. */
export function fixSuite(meshOf: () => SimulatedMesh, from: 0 | 1): void {
  const sample = sampling({
    command: 'npm run test:breakages',
    what: 'breakages',
    wish: process.env.VPNMESH_BREAKAGES,
  });
  const mine = fixable.filter((_, index) => index % 2 === from);
  const failing = async (): Promise<readonly string[]> => [
    ...new Set((await meshOf().fix({ dryRun: true })).remedied.map(({ result }) => result.check)),
  ];

  // The twenty at once (twenty.test.ts) are tried each time.
  for (const one of sample.some(mine, 3, ({ name }) => name)) {
    const { name, fails, break: broken, repair } = one;
    it(`puts ${name} right`, { timeout: 120_000 }, async () => {
      const mesh = meshOf();
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
        const back = JSON.stringify(afterUndo(one, 'simulated'));
        await becomes(`back to ${back}`, async () => JSON.stringify(await failing()) === back, 15);
        await mesh.fix();
      } catch (error) {
        // The next one begins on a mesh that is well.
        await repair(mesh).catch(() => undefined);
        throw error;
      }
    });
  }
}
