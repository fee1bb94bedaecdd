/** Going back: shown first, asked about, and only as far as what is there is still the fix's own doing. */
import { DescribeInternetGatewaysCommand, DescribeRouteTablesCommand, ReplaceRouteCommand } from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { auditFacts } from '#app/audit.ts';
import type { Fixed } from '#app/fix.ts';
import type { Undone } from '#app/undo.ts';
import { checks } from '#checks/index.ts';
import { auditBreakages } from '../support/audit-breakages/index.ts';
import { becomes, type SimulatedMesh, startSimulatedMesh } from '../support/simulated-mesh.ts';

const broken = [
  'HTTPS let in for a stranger',
  'routes gone in the VPC of the initiator',
  'passwords let in',
  'a short key',
]
  .map((name) => auditBreakages.find((one) => one.name === name))
  .filter((one) => one !== undefined);

let mesh: SimulatedMesh;
let fixed: Fixed;

beforeAll(async () => {
  mesh = await startSimulatedMesh({ loginTimeoutMs: 20_000 });
  await mesh.apply();
  for (const one of broken) await one.break(mesh);
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
  const shown = await mesh.undo({ dryRun: true, openSsh: true });
  expect(outcomes(shown)).toEqual(['left']);
  const lines = Object.values(shown.details).flat();
  expect(lines).toContainEqual(
    expect.stringMatching(/^ec2:AuthorizeSecurityGroupIngress sg-[0-9a-f]+: tcp 443 from 198\.51\.100\./),
  );
  expect(lines).toContainEqual(expect.stringMatching(/^ec2:DeleteRoute rtb-[0-9a-f]+: 10\.\d+\.0\.0\/16, where it/));
  const at = lines.indexOf('/etc/ssh/sshd_config.d/00-vpnmesh.conf');
  expect(lines.slice(at, at + 8)).toContain('  +PasswordAuthentication yes');
  const key = lines.findIndex((line) => line.startsWith('/etc/swanctl/private/'));
  expect(lines[key + 1]).toBe('  as it was; its contents stay on the host');
  expect(lines.join('\n')).not.toContain('PRIVATE KEY');
  expect(await failing()).toEqual([]);
});

it('says so where SSH is closed, and does nothing where the answer is no', async () => {
  const declined = await mesh.undo({ answer: false });
  expect(outcomes(declined)).toEqual(['left']);
  expect(declined.reports).toEqual([]);
  expect(declined.details['us-east-1/restore']).toEqual([expect.stringMatching(/^files not read: SSH is closed/)]);
  expect(await failing()).toEqual([]);
});

it('leaves a route alone that somebody has led elsewhere since, and ends once that is over', async () => {
  const ec2 = mesh.ec2('us-east-1');
  const { record } = await mesh.undo({ dryRun: true });
  const route = record.changes.find((one) => one.change === 'route');
  if (route?.change !== 'route') throw new Error('the fix made routes');
  const asked = { RouteTableId: route.tableId, DestinationCidrBlock: route.destination };
  const { InternetGateways = [] } = await ec2.send(new DescribeInternetGatewaysCommand({}));
  const GatewayId = InternetGateways[0]?.InternetGatewayId ?? '';
  const there = async (): Promise<string | undefined> => {
    const { RouteTables = [] } = await ec2.send(new DescribeRouteTablesCommand({ RouteTableIds: [route.tableId] }));
    const one = RouteTables[0]?.Routes?.find((each) => each.DestinationCidrBlock === route.destination);
    return one?.GatewayId ?? one?.NetworkInterfaceId;
  };
  const ours = await there();
  await ec2.send(new ReplaceRouteCommand({ ...asked, GatewayId }));

  const undone = await mesh.undo();
  const failed = undone.changes.filter(({ outcome }) => outcome === 'failed');
  expect(failed.map(({ change }) => change)).toEqual([route]);
  expect(failed[0]?.why).toContain(`leads to ${GatewayId} by now, which is not the mesh's: it stays`);
  expect(await there()).toBe(GatewayId);

  await ec2.send(new ReplaceRouteCommand({ ...asked, NetworkInterfaceId: ours }));
  expect(outcomes(await mesh.undo())).toEqual(['undone']);
  expect(await there()).toBeUndefined();
  const wanted = broken.flatMap(({ fails }) => fails).toSorted();
  await becomes('broken again', async () => (await failing()).toSorted().join() === [...new Set(wanted)].join(), 15);
  await expect(mesh.undo()).rejects.toThrow(/was undone at/);
});
