/** What a plan comes to, in things and in money. */
import { describe, expect, it } from 'vitest';
import { planDestroy } from '#mesh/plan/destroy.ts';
import { planApply } from '#mesh/plan/plan.ts';
import { kindsOf } from '#mesh/plan/totals.ts';
import { costOf, costWords } from '#mesh/prices.ts';
import { resolveMesh } from '#mesh/resolve.ts';
import { builtAws, emptyAws, regionNames, specOf } from '../../support/observations.ts';

const mesh = resolveMesh(specOf(regionNames), emptyAws());
const planning = { now: new Date('2026-11-25T12:00:00Z'), visitAll: false, digest: () => 'digest' };

describe('a plan', () => {
  it('is counted by what it makes, instances and addresses first, and every step is counted', () => {
    const plan = planApply(mesh, emptyAws(), planning);
    expect(kindsOf(plan, 'create')).toMatch(/^3 instances, 3 Elastic IPs, 3 network interfaces, /);
    const counted = kindsOf(plan, 'create').match(/\d+/g)?.map(Number) ?? [];
    expect(counted.reduce((sum, one) => sum + one, 0)).toBe(plan.totals.create);
    expect(kindsOf(plan, 'delete')).toBe('');
  });

  it('that takes a mesh away says how many of each', () => {
    const plan = planDestroy('corp', builtAws(mesh, 'digest'), { deleteLogs: false, logGroup: '/vpnmesh/corp' });
    expect(kindsOf(plan, 'delete')).toMatch(/^3 instances, 3 Elastic IPs, /);
    const counted = kindsOf(plan, 'delete').match(/\d+/g)?.map(Number) ?? [];
    expect(counted.reduce((sum, one) => sum + one, 0)).toBe(plan.totals.delete);
  });
});

describe('a month', () => {
  it('costs what instances, their volumes and addresses cost', () => {
    // 2 x (0.0208 x 730 + 0.64 + 0.005 x 730)
    expect(costOf(['t3.small', 't3.small'], 2).usd).toBeCloseTo(38.95, 2);
    expect(costWords(costOf(['t3.small', 't3.small'], 2))).toBe('about $39 a month');
  });

  it('names what has no price here, and costs the rest', () => {
    const cost = costOf(['t3.small', 'x9.huge', 'x9.huge'], 3);
    expect(costWords(cost)).toBe('about $28 a month and x9.huge (price unknown)');
  });
});
