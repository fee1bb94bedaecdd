/** What fix does where nothing fails, what it leaves alone, and one half of the breakages (suite.ts). */
import { describe, expect, it } from 'vitest';
import { left } from '../support/audit-breakages/fixed.ts';
import { auditBreakages } from '../support/audit-breakages/index.ts';
import { fixSuite, meshForFile } from './suite.ts';

const meshOf = meshForFile();

describe('fix on a mesh of two regions', () => {
  it('has nothing to do where nothing fails', async () => {
    expect(await meshOf().fix()).toMatchObject({ remedied: [], reports: [] });
  });

  it('leaves a route of somebody else alone, says so, and puts the rest right', { timeout: 120_000 }, async () => {
    const mesh = meshOf();
    const foreign = auditBreakages.find(({ name }) => left.has(name) && name.startsWith('routes'));
    const ours = auditBreakages.find(({ name }) => name === 'termination protection off');
    if (foreign === undefined || ours === undefined) throw new Error('they are in the table');
    await foreign.break(mesh);
    await ours.break(mesh);
    try {
      const { remedied } = await meshOf().fix();
      const outcomes = Object.fromEntries(remedied.map(({ result, outcome }) => [result.check, outcome]));
      expect(outcomes).toEqual({ 'aws.route-blackhole': 'failing', 'aws.termination-protection': 'fixed' });
    } finally {
      await foreign.repair(mesh);
      await ours.repair(mesh);
    }
  });

  fixSuite(meshOf, 0);
});
