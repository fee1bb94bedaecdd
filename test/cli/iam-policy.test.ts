/** Every command with exactly the policy that is printed for it, on a sandbox that decides as IAM does. */
import { existsSync, readFileSync } from 'node:fs';
import { CloudWatchLogsClient, DeleteRetentionPolicyCommand } from '@aws-sdk/client-cloudwatch-logs';
import {
  AuthorizeSecurityGroupIngressCommand,
  DeleteRouteCommand,
  DeleteTagsCommand,
  DescribeNetworkInterfacesCommand,
  DescribeRouteTablesCommand,
  DescribeSecurityGroupRulesCommand,
  DescribeSubnetsCommand,
  ModifyInstanceAttributeCommand,
  ModifyInstanceMetadataOptionsCommand,
  ModifyNetworkInterfaceAttributeCommand,
  RevokeSecurityGroupIngressCommand,
} from '@aws-sdk/client-ec2';
import { IAMClient, PutUserPolicyCommand } from '@aws-sdk/client-iam';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PolicyDocument } from '#mesh/policy/document.ts';
import type { RequestLine } from '#sandbox/api/request-log.ts';
import { pathsIn } from '#sandbox/state-paths.ts';
import { type Lab, type Output, startLab } from '../support/lab.ts';
import { sampling } from '../support/sample.ts';

const sample = sampling({
  command: 'npm run test:spoil',
  what: "actions taken out of the commands' policies",
  wish: process.env.VPNMESH_SPOIL,
});

let lab: Lab;
let spec = '';
beforeAll(async () => {
  lab = await startLab('simulated');
  spec = lab.spec('vpnmesh.yaml', 2);
  // VPC Block Public Access is on, and leaves the public subnets alone: whether it does is one more question.
  const Filters = [{ Name: 'tag:Name', Values: ['public-*'] }];
  const { Subnets = [] } = await lab.ec2('us-east-1').send(new DescribeSubnetsCommand({ Filters }));
  await settings({
    blockPublicAccess: { 'us-east-1': 'block-bidirectional' },
    publicAccessExclusions: Object.fromEntries(Subnets.map(({ SubnetId = '' }) => [SubnetId, 'allow-bidirectional'])),
  });
}, 60_000);
afterAll(() => lab?.down(), 60_000);

const vpnmesh = (args: readonly string[]): Promise<Output> => lab.vpnmesh([...args, '-f', spec]);
const told = ({ code, stdout, stderr }: Output): string => `exit ${code}\n${stdout}\n${stderr}`;

async function settings(patch: object): Promise<void> {
  const url = `${lab.env.AWS_ENDPOINT_URL}/_sandbox/settings`;
  const answer = await fetch(url, { method: 'POST', body: JSON.stringify(patch) });
  expect(answer.ok).toBe(true);
}
const administrators = (count: 0 | 1): Promise<void> => settings({ administrators: count });

/** From now on the operator may do what the document says, and nothing else. */
async function holds(policy: PolicyDocument): Promise<void> {
  await administrators(1);
  const iam = new IAMClient({
    region: 'us-east-1',
    endpoint: lab.env.AWS_ENDPOINT_URL ?? '',
    credentials: { accessKeyId: lab.env.AWS_ACCESS_KEY_ID ?? '', secretAccessKey: lab.env.AWS_SECRET_ACCESS_KEY ?? '' },
  });
  const PolicyDocument = JSON.stringify(policy);
  await iam.send(new PutUserPolicyCommand({ UserName: 'operator', PolicyName: 'own', PolicyDocument }));
  iam.destroy();
  await administrators(0);
}

async function printed(args: readonly string[]): Promise<PolicyDocument> {
  const output = await vpnmesh(['iam-policy', ...args]);
  expect(told(output)).toMatch(/^exit 0/);
  return JSON.parse(output.stdout);
}

function without(policy: PolicyDocument, action: string): PolicyDocument {
  const Statement = policy.Statement.map((one) => ({ ...one, Action: one.Action.filter((each) => each !== action) }));
  return { ...policy, Statement: Statement.filter(({ Action }) => Action.length > 0) };
}

function requests(): readonly RequestLine[] {
  const { requests: path } = pathsIn(lab.state);
  const text = existsSync(path) ? readFileSync(path, 'utf8').trim() : '';
  return text === '' ? [] : text.split('\n').map((line): RequestLine => JSON.parse(line));
}

/** What was refused to the operator while this ran. */
async function refusedIn(run: () => Promise<unknown>): Promise<readonly string[]> {
  const before = requests().length;
  await run();
  return requests()
    .slice(before)
    .filter(({ caller = '', code = '' }) => !caller.includes('assumed-role') && /Denied|Unauthorized/.test(code))
    .map(({ service, action }) => `${service}:${action}`);
}

/** Runs it with what is printed for it, and with nothing else. */
async function exactly(policy: readonly string[], args: readonly string[]): Promise<Output> {
  await holds(await printed(policy));
  let output: Output | undefined;
  const refused = await refusedIn(async () => {
    output = await vpnmesh(args);
  });
  await administrators(1);
  if (output === undefined) throw new Error('it did not run');
  expect([refused, told(output)]).toEqual([[], told(output)]);
  return output;
}

it.each([
  [['iam-policy', 'aply'], /there is no policy for "aply"\nnext: use one of plan, apply, .* destroy/],
  [['iam-policy', 'status', '--publish'], /vpnmesh status has no --publish\nnext: leave it out; audit may have it/],
])('%s is bad usage', async (args, words) => {
  const { code, stdout, stderr } = await vpnmesh(args);
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(words);
});

it('plans and builds a mesh', { timeout: 120_000 }, async () => {
  expect((await exactly(['plan'], ['plan', '--exit-code'])).code).toBe(20);
  expect(told(await exactly(['apply'], ['apply', '--yes']))).toMatch(/^exit 0/);
});

interface Look {
  readonly policy: readonly string[];
  readonly args: readonly string[];
  /** What it asks for only at another time, and when that is. */
  readonly elsewhere?: Readonly<Record<string, string>>;
  /** What an administrator runs before each time. */
  readonly first?: readonly string[];
  /** How many actions of its policy are taken out in each test run. */
  readonly share: number;
}

/** What looks at a mesh that stands, in this order. */
const looks: readonly Look[] = [
  {
    policy: ['plan'],
    args: ['plan'],
    elsewhere: {
      'ec2:DescribeAvailabilityZones': 'the plan above: an instance has yet to be launched',
      'ec2:DescribeInstanceTypeOfferings': 'the plan above: an instance has yet to be launched',
    },
    share: 3,
  },
  { policy: ['audit'], args: ['audit', '--host-facts', 'beacon'], share: 3 },
  {
    policy: ['audit', '--publish'],
    args: ['audit', '--host-facts', 'beacon', '--publish'],
    elsewhere: { 'logs:CreateLogStream': 'the first audit that is published: the one above' },
    share: 2,
  },
  { policy: ['audit', '--open-ssh'], args: ['audit', '--open-ssh'], share: 2 },
  { policy: ['status'], args: ['status'], share: 1 },
  {
    policy: ['status', '--open-ssh'],
    args: ['status', '--open-ssh'],
    elsewhere: { 'logs:GetLogEvents': 'a host that cannot be asked' },
    share: 2,
  },
  { policy: ['verify'], args: ['verify'], share: 1 },
  {
    policy: ['verify', '--open-ssh'],
    args: ['verify', '--open-ssh'],
    elsewhere: { 'logs:GetLogEvents': 'a host that cannot be asked' },
    share: 2,
  },
  // Another opening than the one that stands: that one's rule goes.
  { policy: ['ssh'], args: ['ssh', 'open'], first: ['ssh', 'open'], share: 2 },
];

describe.each(looks)('$args', ({ policy, args, elsewhere = {}, first, share }) => {
  it('works with the policy that is printed for it', { timeout: 60_000 }, async () => {
    expect(told(await exactly(policy, args))).toMatch(/^exit 0/);
  });

  it('misses each of its actions', { timeout: 10 * 60_000 }, async () => {
    const whole = await printed(policy);
    const actions = [...new Set(whole.Statement.flatMap(({ Action }) => Action))].filter((one) => !(one in elsewhere));
    expect(Object.keys(elsewhere).filter((one) => !whole.Statement.some(({ Action }) => Action.includes(one)))).toEqual(
      [],
    );
    const spare: string[] = [];
    for (const action of sample.some(actions, share, (one) => one)) {
      if (first !== undefined) await vpnmesh(first);
      await holds(without(whole, action));
      if ((await refusedIn(() => vpnmesh(args))).length === 0) spare.push(action);
      await administrators(1);
    }
    expect(spare).toEqual([]);
  });
});

it('closes SSH with the policy for it', async () => {
  expect(told(await exactly(['ssh'], ['ssh', 'close']))).toMatch(/^exit 0/);
});

interface Concentrator {
  readonly region: string;
  readonly groupId: string;
  readonly interfaceId: string;
  readonly instanceId: string;
}

async function concentratorIn(region: string): Promise<Concentrator> {
  const Filters = [{ Name: 'tag:vpnmesh:role', Values: ['interface'] }];
  const { NetworkInterfaces = [] } = await lab.ec2(region).send(new DescribeNetworkInterfacesCommand({ Filters }));
  const [nic] = NetworkInterfaces;
  return {
    region,
    groupId: nic?.Groups?.[0]?.GroupId ?? '',
    interfaceId: nic?.NetworkInterfaceId ?? '',
    instanceId: nic?.Attachment?.InstanceId ?? '',
  };
}

/** Everything in AWS that a fix puts right without making a host anew. */
async function damage({ region, groupId, interfaceId, instanceId }: Concentrator): Promise<void> {
  const ec2 = lab.ec2(region);
  const off = { NetworkInterfaceId: interfaceId, SourceDestCheck: { Value: true } };
  await ec2.send(new ModifyNetworkInterfaceAttributeCommand(off));
  await ec2.send(new ModifyInstanceMetadataOptionsCommand({ InstanceId: instanceId, HttpTokens: 'optional' }));
  const unprotected = { InstanceId: instanceId, DisableApiTermination: { Value: false } };
  await ec2.send(new ModifyInstanceAttributeCommand(unprotected));
  await ec2.send(new DeleteTagsCommand({ Resources: [interfaceId], Tags: [{ Key: 'vpnmesh:role' }] }));
  const open = { IpProtocol: 'tcp', FromPort: 22, ToPort: 22, IpRanges: [{ CidrIp: '0.0.0.0/0' }] };
  await ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId: groupId, IpPermissions: [open] }));
  const { SecurityGroupRules = [] } = await ec2.send(
    new DescribeSecurityGroupRulesCommand({ Filters: [{ Name: 'group-id', Values: [groupId] }] }),
  );
  const ike = SecurityGroupRules.filter(({ FromPort }) => FromPort === 500);
  const SecurityGroupRuleIds = ike.flatMap(({ SecurityGroupRuleId }) => SecurityGroupRuleId ?? []);
  await ec2.send(new RevokeSecurityGroupIngressCommand({ GroupId: groupId, SecurityGroupRuleIds }));
  const { RouteTables = [] } = await ec2.send(new DescribeRouteTablesCommand({}));
  for (const { RouteTableId, Routes = [] } of RouteTables) {
    for (const { DestinationCidrBlock, NetworkInterfaceId } of Routes) {
      if (NetworkInterfaceId !== interfaceId) continue;
      await ec2.send(new DeleteRouteCommand({ RouteTableId, DestinationCidrBlock }));
    }
  }
}

it('fixes, and undoes the fix', { timeout: 120_000 }, async () => {
  await damage(await concentratorIn('us-east-1'));
  const logs = new CloudWatchLogsClient({
    region: 'us-east-1',
    endpoint: lab.env.AWS_ENDPOINT_URL ?? '',
    credentials: { accessKeyId: lab.env.AWS_ACCESS_KEY_ID ?? '', secretAccessKey: lab.env.AWS_SECRET_ACCESS_KEY ?? '' },
  });
  await logs.send(new DeleteRetentionPolicyCommand({ logGroupName: '/vpnmesh/corp' }));
  logs.destroy();
  expect(told(await exactly(['fix'], ['fix', '--yes', '--open-ssh']))).toMatch(/^exit 0/);
  expect(told(await exactly(['fix'], ['fix', '--undo', '--yes']))).toMatch(/^exit 0/);
  expect(told(await exactly(['fix'], ['fix', '--yes', '--open-ssh']))).toMatch(/^exit 0/);
});

it('takes it away', { timeout: 120_000 }, async () => {
  expect(told(await exactly(['destroy', '--delete-logs'], ['destroy', '--confirm', 'corp', '--delete-logs']))).toMatch(
    /^exit 0/,
  );
});

/** In a fix, what else it may call is called by apply too, of which test/mesh/nothing-less.test.ts tells. */
it('has nothing in the policy for a fix that neither a fix nor apply asks for', async () => {
  const asked = new Set(requests().map(({ service, action }) => `${service}:${action}`));
  const apply = new Set((await printed(['apply'])).Statement.flatMap(({ Action }) => Action));
  const fix = (await printed(['fix'])).Statement.flatMap(({ Action }) => Action);
  expect([...new Set(fix)].filter((action) => !asked.has(action) && !apply.has(action))).toEqual([]);
});
