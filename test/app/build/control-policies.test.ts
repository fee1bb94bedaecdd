/** What an organisation's service control policies refuse: apply says beforehand what the run would be refused, or that it cannot tell. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ParsedSpec } from '#mesh/spec/spec.ts';
import { controlPolicies } from '../../support/control-policies.ts';
import { type LeastOperator, leastOperator } from '../../support/least-operator.ts';
import { sampling } from '../../support/sample.ts';

const sample = sampling({
  command: 'npm run test:spoil',
  what: 'service control policies',
  wish: process.env.VPNMESH_SPOIL,
});

let operator: LeastOperator;
beforeAll(async () => {
  operator = await leastOperator('scp', ['us-east-1', 'us-east-2']);
}, 60_000);
afterAll(() => operator?.stop());

const bind = (serviceControlPolicies: readonly (readonly object[])[]) =>
  operator.sandbox.post('/_sandbox/settings', { serviceControlPolicies });

/** Actions in AWS's own refusals. */
const refusedBy = (lines: readonly string[]): readonly string[] => [
  ...new Set(lines.flatMap((line) => /not authorized to perform: (\S+)/.exec(line)?.[1] ?? [])),
];
/** Actions that the preflight names. */
const named = (lines: readonly string[], form: RegExp): readonly string[] => [
  ...new Set(lines.flatMap((line) => form.exec(line)?.[1]?.split(', ') ?? [])),
];

interface Judged {
  readonly denied: readonly string[];
  readonly unsure: readonly string[];
  readonly refused: readonly string[];
  readonly next: readonly string[];
}

async function judged(levels: readonly (readonly object[])[], spec: ParsedSpec): Promise<Judged> {
  await bind(levels);
  try {
    const { obstacles, notes } = await operator.preflight(spec);
    const whats = obstacles.map(({ what }) => what);
    return {
      denied: named(whats, /^(\S+) is denied/),
      unsure: named(notes, /^could not test (.*?) beforehand/),
      refused: refusedBy(await operator.run(spec)),
      next: obstacles.map(({ next }) => next ?? ''),
    };
  } finally {
    await bind([]);
    await operator.destroy();
  }
}

const refusedAtOnce = ['no other region', 'no other region, IAM forgotten', 'services that are approved'];

const others = Object.entries(controlPolicies).filter(([name]) => !refusedAtOnce.includes(name));
describe.each(sample.some(others, 3, ([name]) => name))('with the service control policy: %s', (_, levels) => {
  it.each([
    ['', ''],
    [' and the tags that it wants', 'tags: {team: network}\n'],
  ])('what is refused was said%s', { timeout: 120_000 }, async (__, rest) => {
    const { denied, unsure, refused, next } = await judged(
      levels,
      operator.spec(`securityGroups: {services: [default]}\n${rest}`),
    );
    expect(refused.filter((action) => !denied.includes(action) && !unsure.includes(action))).toEqual([]);
    // Nothing is refused beforehand that would have gone well.
    if (denied.length > 0) expect(refused).not.toEqual([]);
    if (denied.length > 0) expect(next.join()).toContain('service control policy');
  });
});

it('the judge tells apart what goes well and what does not', { timeout: 240_000 }, async () => {
  const refused = async (name: string, rest = ''): Promise<readonly string[]> =>
    (await judged(controlPolicies[name] ?? [], operator.spec(rest))).refused;
  expect(await refused('IMDSv2 alone')).toEqual([]);
  expect(await refused('encrypted volumes alone')).toEqual([]);
  expect(await refused('a team on what is launched')).toEqual(['ec2:RunInstances']);
  expect(await refused('a team on what is launched', 'tags: {team: network}\n')).toEqual([]);
  expect(await refused('no tags on rules')).toEqual(['ec2:CreateTags']);
});

it.each(refusedAtOnce)('%s: the first look is refused, and the advice is of the organisation', async (name) => {
  await bind(controlPolicies[name] ?? []);
  const error = await operator.preflight().then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  await bind([]);
  expect(error).toHaveProperty('kind', 'denied');
  expect(error).toHaveProperty('message', expect.stringContaining('service control policy'));
  expect(error).toHaveProperty('next', expect.stringMatching(/service control policy .* organisation/));
});
