/** The breakages of the audit, continued: broken, fixed, and the check passes; nothing else fails on the way. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Result } from '#audit/result.ts';
import { afterUndo, isFixed, left } from '../support/audit-breakages/fixed.ts';
import { auditBreakages } from '../support/audit-breakages/index.ts';
import { sampling } from '../support/sample.ts';
import { becomes, type SimulatedMesh, startSimulatedMesh } from '../support/simulated-mesh.ts';

let mesh: SimulatedMesh;

beforeAll(async () => {
  mesh = await startSimulatedMesh({ loginTimeoutMs: 20_000 });
  await mesh.apply();
}, 150_000);

afterAll(async () => {
  await mesh?.down();
});

const sample = sampling({
  command: 'npm run test:breakages',
  what: 'breakages',
  wish: process.env.VPNMESH_BREAKAGES,
});
/** The twenty at once (twenty.test.ts) are tried each time. */
const chosen = sample.some(auditBreakages.filter(isFixed), 6, ({ name }) => name);

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

  it('leaves a route of somebody else alone, says so, and puts the rest right', { timeout: 120_000 }, async () => {
    const foreign = auditBreakages.find(({ name }) => left.has(name) && name.startsWith('routes'));
    const ours = auditBreakages.find(({ name }) => name === 'termination protection off');
    if (foreign === undefined || ours === undefined) throw new Error('they are in the table');
    await foreign.break(mesh);
    await ours.break(mesh);
    try {
      const { remedied } = await mesh.fix();
      const outcomes = Object.fromEntries(remedied.map(({ result, outcome }) => [result.check, outcome]));
      expect(outcomes).toEqual({ 'aws.route-blackhole': 'failing', 'aws.termination-protection': 'fixed' });
    } finally {
      await foreign.mend(mesh);
      await ours.mend(mesh);
    }
  });

  for (const one of chosen) {
    const { name, fails, break: broken, mend } = one;
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
        const back = JSON.stringify(afterUndo(one, 'simulated'));
        await becomes(`back to ${back}`, async () => JSON.stringify(await failing()) === back, 15);
        await mesh.fix();
      } catch (error) {
        // The next one begins on a mesh that is well.
        await mend(mesh).catch(() => undefined);
        throw error;
      }
    });
  }
});
