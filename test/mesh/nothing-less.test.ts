/** The printed policy has nothing to spare: with any one of its actions taken away, somebody is refused or says so. */
import { EC2Client } from '@aws-sdk/client-ec2';
import { IAMClient, PutUserPolicyCommand } from '@aws-sdk/client-iam';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { planMesh } from '#app/build/apply.ts';
import { destroyMesh } from '#app/build/destroy.ts';
import { accountPreflight } from '#app/build/preflight.ts';
import { createSessions } from '#app/hosts/sessions.ts';
import type { RunContext } from '#app/run/context.ts';
import { execute } from '#app/run/executor.ts';
import { inventoryFrom } from '#app/run/inventory.ts';
import { takeLease } from '#app/run/lease.ts';
import { handlers } from '#app/steps/index.ts';
import { createAwsCloud } from '#aws/cloud.ts';
import type { StepReport } from '#mesh/events.ts';
import { policyOfPlan } from '#mesh/plan/policy.ts';
import { type Plan, planOf, type StepKind } from '#mesh/plan/steps.ts';
import { type ParsedSpec, parseSpec } from '#mesh/spec/spec.ts';
import type { Cloud } from '#ports/cloud.ts';
import { newMember } from '../contract/place.ts';
import { startSandbox, type TestSandbox } from '../sandbox/sandbox.ts';
import { hostlessTools } from '../support/hostless.ts';
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

const onHosts = (kind: StepKind): boolean =>
  kind.startsWith('host.') || kind.startsWith('ssh.') || kind === 'mesh.verify';

let sandbox: TestSandbox;
let cloud: Cloud;
let parsed: ParsedSpec;

beforeAll(async () => {
  sandbox = await startSandbox({ regions: [] });
  const { endpoint, credentials } = sandbox;
  vi.stubEnv('AWS_ENDPOINT_URL', endpoint);
  vi.stubEnv('AWS_ACCESS_KEY_ID', credentials.accessKeyId);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', credentials.secretAccessKey);
  const members: string[] = [];
  for (const [n, region] of ['us-east-1', 'us-east-2'].entries()) {
    const ec2 = new EC2Client({ endpoint, region, credentials });
    members.push(`  - {region: ${region}, vpc: ${await newMember(ec2, region, `10.${70 + n}`)}}`);
    ec2.destroy();
  }
  const text = `mesh: less\nmembers:\n${members.join('\n')}\nssh: {from: [192.0.2.7/32]}\nsecurityGroups: {services: [default]}\n`;
  parsed = parseSpec(text, 'vpnmesh.yaml');
  cloud = createAwsCloud({ regions: ['us-east-1', 'us-east-2'] });
}, 60_000);
afterAll(async () => {
  cloud?.close();
  vi.unstubAllEnvs();
  await sandbox?.stop();
});

const administrators = (count: 0 | 1) => sandbox.post('/_sandbox/settings', { administrators: count });

/** From now on the operator may do what is printed for the plan, but for one action. */
async function holds(plan: Plan, but?: string): Promise<void> {
  await administrators(1);
  const iam = new IAMClient({ region: 'us-east-1', endpoint: sandbox.endpoint, credentials: sandbox.credentials });
  const Action = actionsOf(plan).filter((action) => action !== but);
  const PolicyDocument = JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action, Resource: '*' }],
  });
  await iam.send(new PutUserPolicyCommand({ UserName: 'operator', PolicyName: 'own', PolicyDocument }));
  iam.destroy();
  await administrators(0);
}

const tools = () => hostlessTools(cloud);
const told = (reports: readonly StepReport[]) =>
  reports.filter(({ outcome }) => outcome === 'failed').map(({ error }) => `${error?.message}`);
const errorOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Everything that plan and apply say against it; what needs hosts is left out. */
async function apply(): Promise<readonly string[]> {
  const { mesh, observation, plan } = await planMesh(parsed, tools());
  const { obstacles, notes } = await accountPreflight(cloud, mesh, observation, plan);
  const said = [...plan.notes, ...notes, ...obstacles.map(({ what }) => what)];
  if (obstacles.length > 0) return said;
  const sessions = createSessions(tools().shell, { timeoutMs: 1, signal: tools().stop });
  const context: RunContext = { ...tools(), mesh, observation, inventory: inventoryFrom(mesh, observation), sessions };
  const lease = await takeLease(context);
  try {
    const { steps } = planOf(
      mesh.name,
      plan.steps.filter(({ kind }) => !onHosts(kind)),
      [],
    );
    const handle = handlers(context, () => Promise.reject(new Error('there are no hosts')));
    return [...said, ...told(await execute(steps, { ...tools(), handle }))];
  } finally {
    await lease.release();
  }
}

const destroy = async (): Promise<readonly string[]> =>
  told((await destroyMesh(parsed, tools(), { deleteLogs: true })).reports);

const actionsOf = (plan: Plan): readonly string[] => JSON.parse(policyOfPlan(plan)).Statement[0].Action;

/** Whether the action, taken away, is refused to somebody, or named by anything that is said. */
async function isMissed(action: string, plan: Plan, run: () => Promise<readonly string[]>): Promise<boolean> {
  await holds(plan, action);
  const before = sandbox.requests().length;
  const said = await run().catch((error: unknown) => [errorOf(error)]);
  await administrators(1);
  const isRefused = sandbox
    .requests()
    .slice(before)
    .some(
      ({ service, action: call, code = '' }) => `${service}:${call}` === action && /Denied|Unauthorized/.test(code),
    );
  return isRefused || said.some((line) => line.includes(action));
}

it('with all of it a mesh is built and taken away, and one that is not there says so', {
  timeout: 60_000,
}, async () => {
  await administrators(1);
  const { plan } = await planMesh(parsed, tools());
  await holds(plan);
  const said = await apply();
  expect(said.filter((line) => /denied|not authorized|could not be/.test(line))).toEqual([]);
  const going = await planOfDestroy();
  await holds(going);
  expect(await destroy()).toEqual([]);
  await administrators(1);
  // The judge can fail: nobody ever asks for this.
  expect(await isMissed('ec2:DescribeHosts', plan, apply)).toBe(false);
  await destroy();
});

async function planOfDestroy(): Promise<Plan> {
  await administrators(1);
  const operator = { notify: () => {}, ask: () => Promise.resolve(false) };
  return (await destroyMesh(parsed, { ...tools(), operator }, { deleteLogs: true })).plan;
}

it('each action of the policy for apply is missed', { timeout: 20 * 60_000 }, async () => {
  await administrators(1);
  const { plan } = await planMesh(parsed, tools());
  const spare: string[] = [];
  for (const action of sample.some(actionsOf(plan), 6, (one) => one)) {
    if (action in elsewhere.apply) continue;
    if (!(await isMissed(action, plan, apply))) spare.push(action);
    await destroy();
  }
  expect(spare).toEqual([]);
});

it('each action of the policy for destroy is missed', { timeout: 20 * 60_000 }, async () => {
  await administrators(1);
  await apply();
  const going = await planOfDestroy();
  const spare: string[] = [];
  for (const action of sample.some(actionsOf(going), 3, (one) => one)) {
    if (action in elsewhere.destroy) continue;
    await apply();
    if (!(await isMissed(action, await planOfDestroy(), destroy))) spare.push(action);
  }
  await destroy();
  expect(spare).toEqual([]);
});
