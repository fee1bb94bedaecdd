/** The policy for a plan beside what carrying it out asks of AWS. */
import { existsSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { actionsOfPlan } from '#mesh/plan/policy.ts';
import { actionsOf } from '#mesh/plan/step-kinds.ts';
import { planOf } from '#mesh/plan/steps.ts';
import type { RequestLine } from '#sandbox/api/request-log.ts';
import { pathsIn } from '#sandbox/state-paths.ts';
import { type Lab, startLab } from '../../support/lab.ts';

let lab: Lab;
beforeAll(async () => {
  lab = await startLab('simulated');
}, 60_000);
afterAll(() => lab?.down(), 60_000);

function asked(): readonly RequestLine[] {
  const { requests } = pathsIn(lab.state);
  if (!existsSync(requests)) return [];
  return readFileSync(requests, 'utf8')
    .trim()
    .split('\n')
    .map((line): RequestLine => JSON.parse(line))
    .filter(({ caller = '', dryRun }) => !caller.includes('assumed-role') && !dryRun);
}

/**
 * Asked by nobody here: AWS itself wants it allowed where tags come with what is made, or a role with an instance; and
 * exclusions are asked for where VPC Block Public Access is on.
 */
const implied = [
  'ec2:CreateTags',
  'ec2:DeleteTags',
  'ec2:DescribeVpcBlockPublicAccessExclusions',
  'iam:PassRole',
  'iam:TagInstanceProfile',
  'iam:TagRole',
  'logs:TagResource',
];

it('allows everything that apply and destroy ask for, and nothing that they never do', async () => {
  const spec = lab.spec('vpnmesh.yaml', 2);
  const before = asked().length;
  const steps = (document: { readonly plan?: { steps: [] }; readonly steps?: [] }) =>
    document.plan?.steps ?? document.steps ?? [];
  const applied = await lab.json<{ steps: [] }>(['apply', '--yes', '-f', spec]);
  const built = new Set(
    asked()
      .slice(before)
      .map(({ service, action }) => `${service}:${action}`),
  );
  // No policy can deny it.
  built.delete('sts:GetCallerIdentity');
  const wanted = actionsOfPlan(planOf('corp', steps(applied), []));
  expect([...built].filter((action) => !wanted.includes(action))).toEqual([]);

  const middle = asked().length;
  const destroyed = await lab.json<{ steps: [] }>(['destroy', '--confirm', 'corp', '--delete-logs', '-f', spec]);
  const gone = new Set(
    asked()
      .slice(middle)
      .map(({ service, action }) => `${service}:${action}`),
  );
  gone.delete('sts:GetCallerIdentity');
  const allowed = actionsOfPlan(planOf('corp', steps(destroyed), []));
  expect([...gone].filter((action) => !allowed.includes(action))).toEqual([]);
  const never = [...wanted, ...allowed].filter((action) => !built.has(action) && !gone.has(action));
  expect(never.filter((action) => !implied.includes(action))).toEqual([]);
}, 120_000);

it('has all that can be asked about beforehand', () => {
  const step = {
    id: 'a',
    kind: 'instance.run',
    change: 'create',
    dependsOn: [],
    concentrator: 'a',
    region: 'a',
    describe: '',
    risk: 'safe',
  } as const;
  expect(actionsOfPlan(planOf('corp', [step], []))).toEqual(expect.arrayContaining([...actionsOf(step)]));
});
