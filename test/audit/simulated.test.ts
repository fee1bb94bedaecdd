/** A freshly applied mesh on simulated hosts passes its own audit, and each breakage turns its own check. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { auditFacts } from '#app/audit/audit.ts';
import type { AuditResult, Status } from '#audit/result.ts';
import { checks } from '#checks/index.ts';
import { auditBreakages, unbreakable } from '../support/audit-breakages/index.ts';
import { sampling } from '../support/sample.ts';
import { becomes, type SimulatedMesh, startSimulatedMesh } from '../support/simulated-mesh.ts';

const sample = sampling({
  command: 'npm run test:breakages',
  what: 'breakages',
  wish: process.env.VPNMESH_BREAKAGES,
});

let mesh: SimulatedMesh;

beforeAll(async () => {
  mesh = await startSimulatedMesh();
  await mesh.apply();
}, 150_000);

afterAll(async () => {
  await mesh?.down();
});

const audit = async (openSsh = true): Promise<AuditResult> =>
  auditFacts(await mesh.facts({ openSsh }), checks, new Date());
const withStatus = ({ results }: AuditResult, status: Status): readonly string[] => [
  ...new Set(results.filter((one) => one.status === status).map(({ check }) => check)),
];
const seen = (result: AuditResult) => ({ fail: withStatus(result, 'fail'), unknown: withStatus(result, 'unknown') });
const whole = { fail: [], unknown: [] };

/** As it stands once it has come to rest: charon and timers take their time. */
async function comesTo(wanted: object): Promise<void> {
  let last: object = {};
  await becomes(
    JSON.stringify(wanted),
    async () => {
      last = seen(await audit());
      return JSON.stringify(last) === JSON.stringify(wanted);
    },
    15,
  ).catch(() => undefined);
  expect(last).toEqual(wanted);
}

describe('every check', () => {
  it('has something that breaks it live, or a reason why nothing does', () => {
    const broken = new Set(auditBreakages.flatMap(({ fails }) => fails));
    const ids = checks.map(({ id }) => id);
    expect([...broken, ...Object.keys(unbreakable)].toSorted()).toEqual(ids.toSorted());
  });
});

describe('a mesh of two regions', () => {
  it('passes its own audit as soon as it is applied', async () => {
    const { results, summary } = await audit();
    expect(results.filter(({ status }) => status === 'fail' || status === 'unknown')).toEqual([]);
    // A host's first report is due some moments later, and until then is nothing to judge.
    const without = withStatus({ results } as AuditResult, 'not-applicable').filter((id) => id !== 'logs.beacon');
    expect(without).toEqual(['aws.az-coverage']);
    expect(summary.pass).toBeGreaterThan(140);
  });

  for (const { name, fails, break: broken, repair } of sample.some(auditBreakages, 12, (one) => one.name)) {
    it(`with ${name} fails ${fails.join(' and ')}, and passes again when that is over`, {
      timeout: 60_000,
    }, async () => {
      try {
        await broken(mesh);
        await comesTo({ fail: fails, unknown: [] });
      } finally {
        // One that fails is not to break the next one.
        await repair(mesh);
      }
      await comesTo(whole);
    });
  }
});
