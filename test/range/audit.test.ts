/** The audit on real hosts: clean over SSH and by the hosts' own reports, and each breakage turns its own check. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { z } from 'zod';
import type { reportSchema } from '#audit/report.ts';
import { auditBreakages } from '../support/audit-breakages/index.ts';
import { type Lab, startLab } from '../support/lab.ts';
import type { MeshUnderTest } from '../support/mesh-under-test.ts';
import { becomes } from './support/guests.ts';
import { realMesh } from './support/real-mesh.ts';

/** Besides the twenty of fix.test.ts; all of them, which takes a quarter of an hour, with VPNMESH_BREAKAGES=all. */
const sample = new Set(['net.ipv4.ip_forward set to 0']);
const chosen =
  process.env.VPNMESH_BREAKAGES === 'all' ? auditBreakages : auditBreakages.filter(({ name }) => sample.has(name));

let lab: Lab;
let mesh: MeshUnderTest;
let spec: string;

beforeAll(async () => {
  lab = await startLab();
  spec = lab.spec('audit.yaml', 2);
  mesh = realMesh(lab, spec);
  await mesh.apply();
});

afterAll(async () => {
  await lab?.down();
});

type ReportDocument = z.infer<typeof reportSchema>;

interface Audited {
  readonly code: number | null;
  readonly document: ReportDocument;
}

async function audit(...flags: readonly string[]): Promise<Audited> {
  const { code, stdout, stderr } = await lab.vpnmesh(['audit', '--json', '-f', spec, ...flags]);
  expect(stdout, stderr).not.toBe('');
  return { code, document: JSON.parse(stdout) };
}
const ill = ({ document }: Audited) =>
  document.results
    .filter(({ status }) => status !== 'pass' && status !== 'not-applicable')
    .map(({ check, status, message }) => ({ check, status, message }));
const failing = ({ document }: Audited, status: 'fail' | 'unknown'): readonly string[] => [
  ...new Set(document.results.filter((one) => one.status === status).map(({ check }) => check)),
];

describe('a mesh that was just applied', () => {
  it('audits clean over SSH', async () => {
    const audited = await audit('--open-ssh');
    expect(ill(audited)).toEqual([]);
    expect(audited.code).toBe(0);
    expect(audited.document.summary.pass).toBeGreaterThan(140);
  });

  it('audits clean with SSH closed, by the reports of its hosts', async () => {
    const clean = await becomes(async () => (await audit()).code === 0, true, 60);
    const audited = await audit();
    expect(ill(audited)).toEqual([]);
    expect(clean).toBeDefined();
    for (const one of audited.document.results.filter(({ check }) => check === 'host.reachable')) {
      expect(one.message).toContain('by its own report');
    }
  });
});

describe('a breakage', () => {
  for (const { name, fails, break: broken, mend } of chosen) {
    it(`${name}: fails ${fails.join(' and ')}, and passes again when that is over`, async () => {
      const comesTo = async (wanted: readonly string[]): Promise<void> => {
        let last = await audit('--open-ssh');
        const good = (): boolean =>
          JSON.stringify(failing(last, 'fail')) === JSON.stringify(wanted) && failing(last, 'unknown').length === 0;
        await becomes(
          async () => {
            last = await audit('--open-ssh');
            return good();
          },
          true,
          60,
        );
        expect(failing(last, 'fail'), JSON.stringify(ill(last))).toEqual(wanted);
        expect(failing(last, 'unknown')).toEqual([]);
      };
      await broken(mesh);
      await comesTo(fails);
      await mend(mesh);
      await comesTo([]);
    });
  }
});
