/** Going back: shown first, asked about, and only as far as what is there is still the fix's own doing. */
import { CloudWatchLogsClient, PutRetentionPolicyCommand } from '@aws-sdk/client-cloudwatch-logs';
import {
  AuthorizeSecurityGroupIngressCommand,
  DescribeInternetGatewaysCommand,
  DescribeRouteTablesCommand,
  DescribeSecurityGroupRulesCommand,
  ModifyInstanceMetadataOptionsCommand,
  ReplaceRouteCommand,
} from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { auditFacts } from '#app/audit/audit.ts';
import type { Fixed } from '#app/fix/fix.ts';
import type { Undone } from '#app/fix/undo.ts';
import { checks } from '#checks/index.ts';
import { startAppliedMesh } from '../support/applied-mesh.ts';
import { auditBreakages } from '../support/audit-breakages/index.ts';
import { becomes, type SimulatedMesh } from '../support/simulated-mesh.ts';

const broken = [
  'HTTPS let in for a stranger',
  'routes gone in the VPC of the initiator',
  'passwords let in',
  'a short key',
  'metadata without tokens',
  'logs kept for ever',
]
  .map((name) => auditBreakages.find((one) => one.name === name))
  .filter((one) => one !== undefined);

let mesh: SimulatedMesh;
let fixed: Fixed;

beforeAll(async () => {
  mesh = await startAppliedMesh({ loginTimeoutMs: 20_000 });
  for (const one of broken) await one.break(mesh);
  // As the one that is open while hosts are worked on, but for its tags.
  const { groupId: GroupId } = (await mesh.ends()).initiator;
  const asked = { GroupId, IpProtocol: 'tcp', FromPort: 22, ToPort: 22, CidrIp: mesh.spec().spec.ssh.from[0] };
  await mesh.ec2('us-east-1').send(new AuthorizeSecurityGroupIngressCommand(asked));
  fixed = await mesh.fix();
  const { remedied } = fixed;
  expect(remedied.length).toBeGreaterThan(broken.length);
  expect(remedied.filter(({ outcome }) => outcome !== 'fixed')).toEqual([]);
}, 120_000);

afterAll(async () => {
  await mesh?.down();
});

const failing = async (): Promise<readonly string[]> => {
  const { results } = auditFacts(await mesh.facts({ openSsh: true, hosts: 'ssh' }), checks, new Date());
  return [...new Set(results.filter(({ status }) => status === 'fail').map(({ check }) => check))];
};
const outcomes = ({ changes }: Undone): readonly string[] => [
  ...new Set(changes.filter(({ outcome }) => outcome !== 'cannot').map(({ outcome }) => outcome)),
];

it('was shown in the files by the fix before', () => {
  const lines = fixed.offers.flatMap(({ details }) => Object.values(details)).flat();
  expect(lines).toContain('  -PasswordAuthentication yes');
  expect(lines).toContain('  +PasswordAuthentication no');
});

it('is shown: the calls, and over SSH what changes on the hosts, but for what must not leave them', async () => {
  let looks = 0;
  const shown = await mesh.undo({ dryRun: true, openSsh: true, looking: () => (looks += 1) });
  expect(looks).toBe(1);
  expect(outcomes(shown)).toEqual(['left']);
  const lines = Object.values(shown.details).flat();
  expect(lines).toContainEqual(
    expect.stringMatching(/^ec2:AuthorizeSecurityGroupIngress sg-[0-9a-f]+: TCP 443 from 198\.51\.100\./),
  );
  expect(lines).toContainEqual(expect.stringMatching(/^ec2:DeleteRoute rtb-[0-9a-f]+: 10\.\d+\.0\.0\/16, if it/));
  const at = lines.indexOf('/etc/ssh/sshd_config.d/00-vpnmesh.conf');
  expect(lines.slice(at, at + 8)).toContain('  +PasswordAuthentication yes');
  const key = lines.findIndex((line) => line.startsWith('/etc/swanctl/private/'));
  expect(lines[key + 1]).toBe('  as it was; its contents stay on the host');
  expect(lines.join('\n')).not.toContain('PRIVATE KEY');
  expect(await failing()).toEqual([]);
});

it('says so where SSH is closed, and does nothing where the answer is no', async () => {
  const looking = (): never => {
    throw new Error('nothing is opened');
  };
  const declined = await mesh.undo({ answer: false, looking });
  expect(outcomes(declined)).toEqual(['left']);
  expect([declined.agreed, declined.reports]).toEqual([false, []]);
  expect(declined.details['us-east-1/restore']?.at(-1)).toMatch(/^files not read: SSH is closed/);
  expect(await failing()).toEqual([]);
});

it('leaves alone what somebody has changed since, and is over all the same', async () => {
  const ec2 = mesh.ec2('us-east-1');
  const { initiator } = await mesh.ends();
  const { record } = await mesh.undo({ dryRun: true });
  const route = record.changes.find((one) => one.change === 'route');
  if (route?.change !== 'route') throw new Error('the fix made routes');
  const { InternetGateways = [] } = await ec2.send(new DescribeInternetGatewaysCommand({}));
  const GatewayId = InternetGateways[0]?.InternetGatewayId ?? '';
  const { tableId: RouteTableId, destination: DestinationCidrBlock } = route;
  await ec2.send(new ReplaceRouteCommand({ RouteTableId, DestinationCidrBlock, GatewayId }));
  const metadata = { InstanceId: initiator.instanceId, HttpTokens: 'required', HttpPutResponseHopLimit: 3 } as const;
  await ec2.send(new ModifyInstanceMetadataOptionsCommand(metadata));
  const logs = new CloudWatchLogsClient({ region: 'us-east-1', endpoint: mesh.endpoint });
  await logs.send(new PutRetentionPolicyCommand({ logGroupName: '/vpnmesh/corp', retentionInDays: 7 }));

  const undone = await mesh.undo();
  expect(undone.reports.filter(({ outcome }) => outcome !== 'done')).toEqual([]);
  const stays = undone.changes.filter(({ change, outcome }) => outcome === 'cannot' && change.change !== 'for-good');
  expect(stays.map(({ change, why }) => [change.change, why])).toEqual(
    expect.arrayContaining([
      ['route', `the route now points to ${GatewayId}, which is not the mesh's`],
      ['metadata', 'someone changed its metadata options since the fix'],
      ['retention', 'its retention is now 7 days'],
    ]),
  );
  expect(stays).toHaveLength(3);
  expect(outcomes(undone)).toEqual(['undone']);
  const { RouteTables = [] } = await ec2.send(new DescribeRouteTablesCommand({ RouteTableIds: [RouteTableId] }));
  const there = RouteTables[0]?.Routes?.find((each) => each.DestinationCidrBlock === DestinationCidrBlock);
  expect(there?.GatewayId).toBe(GatewayId);
  await expect(mesh.undo()).rejects.toThrow(/was already undone at/);
});

it('brings the rest back, and leaves SSH as it was: open by the rule that was there before the fix', async () => {
  const { groupId } = (await mesh.ends()).initiator;
  const Filters = [{ Name: 'group-id', Values: [groupId] }];
  const { SecurityGroupRules = [] } = await mesh
    .ec2('us-east-1')
    .send(new DescribeSecurityGroupRulesCommand({ Filters }));
  const ssh = SecurityGroupRules.filter(({ FromPort, IsEgress }) => FromPort === 22 && IsEgress === false);
  expect(ssh.map(({ CidrIpv4, Tags = [] }) => [CidrIpv4, Tags])).toEqual([[mesh.spec().spec.ssh.from[0], []]]);
  const wanted = ['aws.unexpected-ingress', 'aws.routes', 'ssh.password-auth', 'ipsec.key-strength', 'mesh.keys-match'];
  await becomes(
    'broken again',
    async () => {
      const now = await failing();
      return wanted.every((id) => now.includes(id));
    },
    15,
  );
});
