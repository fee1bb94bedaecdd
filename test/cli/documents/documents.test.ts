/** What the commands print with --json is what their schemas say, on a mesh of simulated hosts. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type * as z from 'zod';
import { reportSchema } from '#audit/report.ts';
import {
  applyDocument,
  destroyDocument,
  planDocument,
  statusDocument,
  verifyDocument,
} from '#cli/documents/documents.ts';
import { fixDocument, undoDocument } from '#cli/fix/documents.ts';
import { type Lab, startLab } from '../../support/lab.ts';
import { becomes } from '../../support/simulated-mesh.ts';

let lab: Lab;
let spec: string;

beforeAll(async () => {
  lab = await startLab('simulated');
  spec = lab.spec('spec.yaml', 2);
}, 60_000);

afterAll(async () => {
  await lab?.down();
});

async function document<S extends z.ZodType>(schema: S, ...args: readonly string[]): Promise<z.output<S>> {
  const found: unknown = await lab.json([...args, '-f', spec]);
  const { data, error } = schema.safeParse(found);
  expect(error, `vpnmesh ${args.join(' ')}`).toBeUndefined();
  // Nothing is left out on the way: the schemas know every key.
  expect(data).toEqual(found);
  return data as z.output<S>;
}

describe('in the life of a mesh', () => {
  it('a plan of what is not there', async () => {
    const { steps, totals } = await document(planDocument, 'plan');
    expect(steps).toHaveLength(totals.create + totals.update + totals.delete + totals.host);
  });

  it('an apply of which a step fails', async () => {
    const faults = (list: readonly object[]): Promise<Response> =>
      fetch(`${lab.env.AWS_ENDPOINT_URL}/_sandbox/faults`, { method: 'POST', body: JSON.stringify(list) });
    await faults([{ service: 'logs', action: 'PutRetentionPolicy', effect: { kind: 'deny' } }]);
    const { steps } = await document(applyDocument, 'apply', '--yes');
    await faults([]);
    const outcomes = new Set(steps.map(({ outcome }) => outcome));
    expect([outcomes.has('done'), outcomes.has('failed')]).toEqual([true, true]);
    expect(steps.find(({ outcome }) => outcome === 'failed')?.error?.message).toContain('logs:PutRetentionPolicy');
  }, 120_000);

  it('an apply that ends well', async () => {
    const { verify } = await document(applyDocument, 'apply', '--yes', '--open-ssh');
    expect(verify?.pairs.map(({ ok }) => ok)).toEqual([true, true]);
  }, 120_000);

  it('a plan of nothing', async () => {
    expect((await document(planDocument, 'plan')).steps).toEqual([]);
  });

  it('status and verify, with SSH open and closed', async () => {
    const { tunnels } = await document(statusDocument, 'status', '--open-ssh');
    expect(tunnels).toMatchObject([{ a: 'us-east-1', b: 'us-east-2', ike: { a: 'established', b: 'established' } }]);
    expect((await document(verifyDocument, 'verify', '--open-ssh')).pairs).toHaveLength(2);
    const closed = await document(statusDocument, 'status', '--timeout', '1');
    expect(closed.unknown.length + closed.reported.length).toBe(2);
    await document(verifyDocument, 'verify', '--timeout', '1');
  }, 60_000);

  it('status and verify of a tunnel that is down', async () => {
    expect((await lab.vpnmesh(['sandbox', 'break', 'charon-stopped'])).code).toBe(0);
    const { tunnels } = await document(statusDocument, 'status', '--open-ssh');
    expect(tunnels[0]?.ike).toEqual(expect.objectContaining({ a: expect.stringMatching(/^(absent|connecting)$/) }));
    const { pairs } = await document(verifyDocument, 'verify', '--open-ssh');
    expect(pairs.every(({ ok }) => ok)).toBe(false);
    expect((await lab.vpnmesh(['sandbox', 'break', '--repair'])).code).toBe(0);
  }, 60_000);

  it('an audit', async () => {
    expect((await document(reportSchema.strict(), 'audit', '--open-ssh', '--diff')).results.length).toBeGreaterThan(
      100,
    );
  });

  it('a fix that is planned, carried out and undone', async () => {
    await becomes('well', async () => (await lab.vpnmesh(['audit', '--open-ssh', '-f', spec])).code === 0, 30);
    const none = await document(fixDocument, 'fix', '--dry-run', '--open-ssh');
    expect(none).toMatchObject({ run: null, plans: [], steps: [], results: [] });

    expect((await lab.vpnmesh(['sandbox', 'break', 'no-forwarding'])).code).toBe(0);
    const planned = await document(fixDocument, 'fix', '--dry-run', '--open-ssh');
    expect(planned.results.map(({ outcome }) => outcome)).toEqual(['left']);
    expect(planned.plans).toMatchObject([{ risk: 'safe', place: null, checks: ['sysctl.ip-forward'], stays: [] }]);
    expect(planned.plans[0]?.steps.some(({ details }) => details.length > 0)).toBe(true);
    expect(planned).toMatchObject({ run: null, steps: [] });

    const fixed = await document(fixDocument, 'fix', '--yes', '--open-ssh');
    expect(fixed.results.map(({ outcome }) => outcome)).toEqual(['fixed']);
    expect(fixed.steps.map(({ outcome }) => outcome)).toContain('done');
    const refused = await lab.vpnmesh(['fix', '--undo', '-f', spec]);
    expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining('next: review `vpnmesh fix --undo')]);
    const shown = await document(undoDocument, 'fix', '--undo', '--dry-run', '--open-ssh');
    expect(shown).toMatchObject({ run: fixed.run, steps: [], changes: [{ change: 'host', outcome: 'left' }] });
    expect(shown.plan.flatMap(({ details }) => details)).toContain('/proc/sys/net/ipv4/ip_forward');
    expect((await document(reportSchema.strict(), 'audit', '--open-ssh')).summary.fail).toBe(0);
    const undone = await document(undoDocument, 'fix', '--undo', '--yes');
    expect(undone.run).toBe(fixed.run);
    expect(undone.changes.map(({ outcome }) => outcome)).toContain('undone');
  }, 60_000);

  it("a fix with checks of the operator's own, which have guidance only, and one of which throws", async () => {
    const checks = join(lab.folder, 'checks');
    mkdirSync(checks);
    const face = (name: string, risk: string) =>
      `id: 'acme.${name}', title: 'T', severity: 'low', why: 'W', remedy: { risk: '${risk}', summary: 'Ask Jo.', command: 'jo' },`;
    const resource = "{ type: 'acme::Thing', id: 'thing' }";
    const run = `run: (facts, { judgement, fail }) => [judgement(${resource}, {}, () => fail('no good'))]`;
    writeFileSync(join(checks, 'thing.mjs'), `export const check = { ${face('thing', 'safe')} ${run} };`);
    writeFileSync(
      join(checks, 'thrower.mjs'),
      `export const check = { ${face('thrower', 'guidance')} run() { boom(); } };`,
    );
    const fix = ['fix', '--yes', '--open-ssh', '--checks', checks];
    const { results, summary, steps } = await document(fixDocument, ...fix, 'acme');
    expect(results).toMatchObject([{ check: 'acme.thing', outcome: 'guidance', why: 'Ask Jo. (`jo`)' }]);
    expect([summary.unknown, steps.length]).toEqual([1, 0]);
    const told = await lab.vpnmesh([...fix, 'acme', '-f', spec]);
    expect(told.stdout).toContain('manual  low      acme.thing thing: Ask Jo. (`jo`)');
    expect([told.code, told.stdout.includes('0 of 1 fixed')]).toEqual([22, true]);
    expect((await lab.vpnmesh(['fix', 'acme', '--yes', '-f', spec])).code).toBe(2);
  }, 60_000);

  it('its destruction', async () => {
    const { steps } = await document(destroyDocument, 'destroy', '--confirm', 'corp');
    expect(steps.every(({ outcome }) => outcome === 'done')).toBe(true);
  }, 60_000);
});
