/** The policy that is printed for a plan has nothing to spare: with any one of its actions taken away, somebody is refused or says so. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { policyOfPlan } from '#mesh/plan/policy.ts';
import type { Plan } from '#mesh/plan/steps.ts';
import { type Allowing, type LeastOperator, leastOperator } from '../support/least-operator.ts';
import { sampling } from '../support/sample.ts';

const sample = sampling({
  command: 'npm run test:spoil',
  what: 'actions taken out of the printed policies',
  wish: process.env.VPNMESH_SPOIL,
});

/** What is not asked for in this test, and who asks for it. */
const elsewhere: Readonly<Record<'apply' | 'destroy', Readonly<Record<string, string>>>> = {
  apply: {
    'ec2:GetConsoleOutput': 'a run with hosts: their keys are pinned from the console',
    'logs:GetLogEvents': "a run with hosts: the last look reads the hosts' own reports",
    'ec2:DeleteTags': 'the lease, once there are groups',
    'iam:GetRolePolicy': 'the next look, once there is a role',
    'logs:ListTagsForResource': 'the next look, once there is a log group',
    'ec2:DescribeVpcBlockPublicAccessExclusions': 'a look where Block Public Access is on (test/sandbox/landscapes)',
  },
  // Looking for a destroy is looking as for any plan; what it finds is not asked about beforehand, and takes no room.
  destroy: {
    'iam:SimulatePrincipalPolicy': 'a plan that makes something',
    'servicequotas:GetServiceQuota': 'a plan that makes something',
    'ec2:DeleteTags': 'the lease of a destroy that ends early: groups that are gone carry none',
  },
};

let operator: LeastOperator;
beforeAll(async () => {
  operator = await leastOperator('less', ['us-east-1', 'us-east-2']);
}, 60_000);
afterAll(() => operator?.stop());

const policyFor = (plan: Plan): Allowing => JSON.parse(policyOfPlan(plan));
const actionsOf = (plan: Plan): readonly string[] => policyFor(plan).Statement.flatMap(({ Action }) => Action);

it('with all of it a mesh is built and taken away, and one that is not there says so', {
  timeout: 60_000,
}, async () => {
  const { administrators, refused, apply, destroy, planOfDestroy } = operator;
  await administrators(1);
  const plan = await operator.plan();
  expect(await refused(policyFor(plan), apply)).toEqual([]);
  expect(await refused(policyFor(await planOfDestroy()), destroy)).toEqual([]);
  expect((await planOfDestroy()).steps).toEqual([]);
});

it('each action of the policy for apply is missed', { timeout: 20 * 60_000 }, async () => {
  const { administrators, apply, destroy, isMissed } = operator;
  await administrators(1);
  const plan = await operator.plan();
  const spare: string[] = [];
  for (const action of sample.some(actionsOf(plan), 6, (one) => one)) {
    if (action in elsewhere.apply) continue;
    if (!(await isMissed(action, policyFor(plan), apply))) spare.push(action);
    await destroy();
  }
  expect(spare).toEqual([]);
});

it('each action of the policy for destroy is missed', { timeout: 20 * 60_000 }, async () => {
  const { administrators, apply, destroy, planOfDestroy, isMissed } = operator;
  await administrators(1);
  await apply();
  const going = await planOfDestroy();
  const spare: string[] = [];
  for (const action of sample.some(actionsOf(going), 3, (one) => one)) {
    if (action in elsewhere.destroy) continue;
    await apply();
    if (!(await isMissed(action, policyFor(await planOfDestroy()), destroy))) spare.push(action);
  }
  await destroy();
  expect(spare).toEqual([]);
});
