/** An operator who is no administrator: the policy that is printed for a plan is enough for it, and IAM decides. */
import { IAMClient, PutUserPolicyCommand } from '@aws-sdk/client-iam';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { planMesh } from '#app/build/apply.ts';
import { accountPreflight } from '#app/build/preflight.ts';
import { createAwsCloud } from '#aws/cloud.ts';
import { policyOfPlan } from '#mesh/plan/policy.ts';
import type { Plan } from '#mesh/plan/steps.ts';
import type { Cloud } from '#ports/cloud.ts';
import { type SimulatedMesh, startSimulatedMesh } from '../support/simulated-mesh.ts';

let mesh: SimulatedMesh;
let cloud: Cloud;

const settings = async (patch: object): Promise<void> => {
  const answer = await fetch(`${mesh.endpoint}/_sandbox/settings`, { method: 'POST', body: JSON.stringify(patch) });
  expect(answer.ok).toBe(true);
};

/** From now on the operator may do what these documents say, and nothing else. */
async function holds(policy: object): Promise<void> {
  await settings({ administrators: 1 });
  const iam = new IAMClient({ region: 'us-east-1', endpoint: mesh.endpoint });
  const PolicyDocument = JSON.stringify(policy);
  await iam.send(new PutUserPolicyCommand({ UserName: 'operator', PolicyName: 'own', PolicyDocument }));
  iam.destroy();
  await settings({ administrators: 0 });
}

/** Looks as an administrator: what a plan needs is not what is tried here. */
async function look() {
  await settings({ administrators: 1 });
  return planned();
}

const planned = () =>
  planMesh(mesh.spec(), {
    cloud,
    clock: { now: () => new Date(), pause: async () => {} },
    operator: { notify: () => {}, ask: async () => false },
  });

async function preflight() {
  const { mesh: desired, observation, plan } = await planned();
  return accountPreflight(cloud, desired, observation, plan);
}

beforeAll(async () => {
  mesh = await startSimulatedMesh();
  cloud = createAwsCloud({ regions: ['us-east-1', 'us-east-2'] });
}, 60_000);
afterAll(async () => {
  cloud?.close();
  await mesh?.down();
});

const policyFor = (plan: Plan): { readonly Statement: readonly object[] } => {
  const document = JSON.parse(policyOfPlan(plan));
  return { ...document, Statement: [document.Statement].flat() };
};

const without = (plan: Plan, action: string) => ({
  ...policyFor(plan),
  Statement: [...policyFor(plan).Statement, { Effect: 'Deny', Action: action, Resource: '*' }],
});

it('what the plan asks about beforehand is refused beforehand, one by one', { timeout: 60_000 }, async () => {
  const { plan } = await look();
  for (const action of ['iam:CreateRole', 'logs:CreateLogGroup', 'ec2:AllocateAddress', 'iam:PassRole']) {
    await holds(without(plan, action));
    const { obstacles } = await preflight();
    expect(obstacles.map(({ what }) => what).join('\n')).toContain(`${action} is denied`);
  }
});

it('conditions that the calls will meet are no obstacle, and what nobody can know is a note', async () => {
  const { plan } = await look();
  const policy = policyFor(plan);
  await holds({
    ...policy,
    Statement: [
      ...policy.Statement,
      {
        Effect: 'Deny',
        Action: 'logs:CreateLogGroup',
        Resource: '*',
        Condition: { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } },
      },
      {
        Effect: 'Deny',
        Action: 'iam:*',
        Resource: '*',
        Condition: { StringNotEquals: { 'aws:RequestedRegion': ['us-east-1', 'us-east-2'] } },
      },
    ],
  });
  const { obstacles, notes } = await preflight();
  expect(obstacles).toEqual([]);
  expect(notes.join('\n')).toMatch(
    /could not test logs:CreateLogGroup.* beforehand, because it depends on aws:MultiFactorAuthPresent/,
  );
});

it('the printed policy builds the mesh', { timeout: 120_000 }, async () => {
  await holds(policyFor((await look()).plan));
  await mesh.apply();
});
