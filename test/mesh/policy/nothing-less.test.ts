/** The policies of apply and destroy have nothing to spare: every action of them is missed at some time in the life of a mesh. */
import {
  DescribeInstancesCommand,
  DescribeNetworkInterfacesCommand,
  ModifyNetworkInterfaceAttributeCommand,
  StopInstancesCommand,
} from '@aws-sdk/client-ec2';
import { DeleteRolePolicyCommand } from '@aws-sdk/client-iam';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { policyOfCommand } from '#mesh/policy/document.ts';
import { type LeastOperator, leastOperator } from '../../support/least-operator.ts';
import { sampling } from '../../support/sample.ts';

const sample = sampling({
  command: 'npm run test:spoil',
  what: 'actions taken out of the policies for apply and destroy',
  wish: process.env.VPNMESH_SPOIL,
});

const regions = ['us-east-1', 'us-east-2', 'us-west-2'];
let operator: LeastOperator;
beforeAll(async () => {
  operator = await leastOperator('life', regions);
}, 60_000);
afterAll(() => operator?.stop());

const apply = () => operator.apply();

/** Puts things out of their place, each so that another call puts it back. */
async function disorder(): Promise<void> {
  const { sandbox } = operator;
  const ec2 = sandbox.ec2('us-east-1');
  const Filters = [{ Name: 'tag:vpnmesh:role', Values: ['interface'] }];
  const { NetworkInterfaces = [] } = await ec2.send(new DescribeNetworkInterfacesCommand({ Filters }));
  const [nic] = NetworkInterfaces;
  const NetworkInterfaceId = nic?.NetworkInterfaceId ?? '';
  await ec2.send(new ModifyNetworkInterfaceAttributeCommand({ NetworkInterfaceId, SourceDestCheck: { Value: true } }));
  const running = [{ Name: 'instance-state-name', Values: ['running'] }];
  const { Reservations = [] } = await ec2.send(new DescribeInstancesCommand({ Filters: running }));
  const InstanceIds = Reservations.flatMap(({ Instances = [] }) => Instances.map(({ InstanceId = '' }) => InstanceId));
  if (InstanceIds.length > 0) await ec2.send(new StopInstancesCommand({ InstanceIds }));
  await sandbox.idle();
  await sandbox.iam().send(new DeleteRolePolicyCommand({ RoleName: 'vpnmesh-life', PolicyName: 'vpnmesh-logs' }));
}

/** What is asked for in no scene of this test, and who asks for it. */
const elsewhere: Readonly<Record<string, string>> = {
  'ec2:GetConsoleOutput': 'a run with hosts: their keys are pinned from the console',
  'logs:GetLogEvents': "a run with hosts: the last look reads the hosts' own reports",
  'ec2:DescribeVpcBlockPublicAccessExclusions': 'test/cli/iam-policy.test.ts, where Block Public Access is on',
};
interface Scene {
  readonly what: string;
  readonly before?: () => Promise<void>;
  readonly run: () => Promise<readonly string[]>;
}

/** The life of a mesh: each scene goes on from the one before. */
const scenes: readonly Scene[] = [
  { what: 'a mesh is built', run: apply },
  { what: 'what is out of its place is put back', before: disorder, run: apply },
  { what: 'a member leaves', run: () => operator.apply(operator.spec(undefined, 2)) },
];

const policyOf = (command: 'apply' | 'destroy') => policyOfCommand(operator.spec().spec, command, { deleteLogs: true });
const actionsOf = (command: 'apply' | 'destroy'): readonly string[] => [
  ...new Set(policyOf(command).Statement.flatMap(({ Action }) => Action)),
];

it('all of a life goes with exactly these policies', { timeout: 60_000 }, async () => {
  for (const { what, before, run } of scenes) {
    await operator.administrators(1);
    await before?.();
    expect([what, await operator.refused(policyOf('apply'), run)]).toEqual([what, []]);
  }
  expect(await operator.refused(policyOf('destroy'), operator.destroy)).toEqual([]);
  expect((await operator.planOfDestroy()).steps).toEqual([]);
});

it('a judge that can fail: apply under the policy for destroy is refused', { timeout: 60_000 }, async () => {
  const refused = await operator.refused(policyOf('destroy'), () => operator.run());
  expect(refused).toEqual(expect.arrayContaining(['iam:CreateRole']));
  await operator.destroy();
});

it('each action of the policy for apply is missed at some time', { timeout: 40 * 60_000 }, async () => {
  const spare: string[] = [];
  for (const action of sample.some(actionsOf('apply'), 6, (one) => one)) {
    if (action in elsewhere) continue;
    let isMissed = false;
    for (const { before, run } of scenes) {
      await operator.administrators(1);
      await before?.();
      isMissed = await operator.isMissed(action, policyOf('apply'), run);
      if (isMissed) break;
    }
    if (!isMissed) spare.push(action);
    await operator.destroy();
  }
  expect(spare).toEqual([]);
});

/** Looking for a destroy is looking as for any plan; the lease is untagged where groups stay. */
const notInDestroy: Readonly<Record<string, string>> = {
  'ec2:DeleteTags': 'the lease of a destroy that ends early: groups that are gone carry none',
  'ec2:DescribeVpcBlockPublicAccessExclusions': 'a look where Block Public Access is on',
};

it('each action of the policy for destroy is missed', { timeout: 40 * 60_000 }, async () => {
  const spare: string[] = [];
  for (const action of sample.some(actionsOf('destroy'), 3, (one) => one)) {
    if (action in notInDestroy) continue;
    await operator.administrators(1);
    await operator.apply();
    if (!(await operator.isMissed(action, policyOf('destroy'), operator.destroy))) spare.push(action);
    await operator.destroy();
  }
  expect(spare).toEqual([]);
});
