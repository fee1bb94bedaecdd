/** As many members as a mesh may have on simulated hosts, applied at once; six of them unless all are wished for. */
import {
  AttachInternetGatewayCommand,
  CreateInternetGatewayCommand,
  CreateRouteCommand,
  CreateSubnetCommand,
  CreateVpcCommand,
  DescribeRouteTablesCommand,
} from '@aws-sdk/client-ec2';
import { afterEach, describe, expect, it } from 'vitest';
import { parseSpec } from '#mesh/spec/spec.ts';
import { sampling } from '../support/sample.ts';
import { type SimulatedMesh, startSimulatedMesh } from '../support/simulated-mesh.ts';

const sample = sampling({
  command: 'npm run test:scale',
  what: 'members of one mesh',
  wish: process.env.VPNMESH_SCALE,
});
const count = sample.upTo(6, 20);
const tunnels = (count * (count - 1)) / 2;

let mesh: SimulatedMesh | undefined;
afterEach(async () => {
  await mesh?.down();
  mesh = undefined;
});

/** A VPC with one public subnet. */
async function makeVpc(one: SimulatedMesh, region: string, octet: number): Promise<string> {
  const ec2 = one.ec2(region);
  const { Vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock: `10.${octet}.0.0/16` }));
  const VpcId = Vpc?.VpcId ?? '';
  await ec2.send(new CreateSubnetCommand({ VpcId, CidrBlock: `10.${octet}.0.0/24` }));
  const { InternetGateway } = await ec2.send(new CreateInternetGatewayCommand({}));
  const GatewayId = InternetGateway?.InternetGatewayId ?? '';
  await ec2.send(new AttachInternetGatewayCommand({ InternetGatewayId: GatewayId, VpcId }));
  const { RouteTables } = await ec2.send(
    new DescribeRouteTablesCommand({ Filters: [{ Name: 'vpc-id', Values: [VpcId] }] }),
  );
  const RouteTableId = RouteTables?.[0]?.RouteTableId ?? '';
  await ec2.send(new CreateRouteCommand({ RouteTableId, DestinationCidrBlock: '0.0.0.0/0', GatewayId }));
  return VpcId;
}

const regions = ['us-east-1', 'us-east-2', 'eu-west-1', 'eu-central-1', 'us-west-2'];

describe(`${count} members`, () => {
  it(`are one mesh of ${tunnels} tunnels`, { timeout: 300_000 }, async () => {
    const own = await startSimulatedMesh({ regions: [], pace: 1, loginTimeoutMs: 20_000 });
    mesh = own;
    const vpcs = await Promise.all(
      Array.from({ length: count }, async (_, index) => {
        const region = regions[index % regions.length] ?? '';
        return { region, vpc: await makeVpc(own, region, index + 10), name: `m${String(index).padStart(2, '0')}` };
      }),
    );
    const members = vpcs.map(({ region, vpc, name }) => `  - {name: ${name}, region: ${region}, vpc: ${vpc}}`);
    const spec = parseSpec(
      [
        'mesh: corp',
        'members:',
        ...members,
        `ssh: {from: [192.0.2.7/32], identity: ${own.stateDir}/id_ed25519, config: ${own.stateDir}/ssh_config}`,
        'logs: {agentUrl: apt}',
        '',
      ].join('\n'),
      'vpnmesh.yaml',
    );
    const began = Date.now();
    const { reports, verification } = await own.applyWith(spec);
    const seconds = (Date.now() - began) / 1000;
    const slow = reports.toSorted((a, b) => b.durationMs - a.durationMs).slice(0, 6);
    console.log(
      `${count} members in ${seconds} s`,
      slow.map(({ step, durationMs }) => `${step.id} ${durationMs}`).join(', '),
    );
    expect(verification?.pairs).toHaveLength(2 * tunnels);
    expect(verification?.pairs.every(({ ok }) => ok)).toBe(true);
  });
});
