import type { FirewallRule, NetworkInterface, NetworkTopology, NetworkVpc } from '#sandbox/hosts/backend.ts';

/** Any traffic at all. */
export const anything: FirewallRule = { protocol: 'all', cidrs: ['0.0.0.0/0'] };

/** Two VPCs, each with a forwarder in a public subnet and a workload in a private one. */
export interface Picture {
  readonly vpcs: readonly NetworkVpc[];
  readonly interfaces: Readonly<
    Record<'forwarder1' | 'workload1' | 'neighbour1' | 'forwarder2' | 'workload2', NetworkInterface>
  >;
}

/** The CIDR that the VPCs route to their forwarder: what a mesh would carry. */
const remote = { 1: '10.2.0.0/16', 2: '10.1.0.0/16' } as const;

function vpc(n: 1 | 2): NetworkVpc {
  const toForwarder = { destination: remote[n], target: { kind: 'interface', id: `eni-forwarder${n}` } } as const;
  const local = { destination: `10.${n}.0.0/16`, target: { kind: 'local' } } as const;
  const internet = { destination: '0.0.0.0/0', target: { kind: 'internet' } } as const;
  return {
    id: `vpc-${n}`,
    region: n === 1 ? 'us-east-1' : 'eu-west-1',
    cidrs: [`10.${n}.0.0/16`],
    subnets: [
      { id: `subnet-public${n}`, cidr: `10.${n}.1.0/24`, zone: 'a', routes: [local, internet] },
      { id: `subnet-private${n}`, cidr: `10.${n}.2.0/24`, zone: 'a', routes: [local, toForwarder] },
    ],
  };
}

function one(
  name: string,
  n: 1 | 2,
  subnet: string,
  privateIp: string,
  more: Partial<NetworkInterface>,
): NetworkInterface {
  const bytes = privateIp.split('.').map((byte) => Number(byte).toString(16).padStart(2, '0'));
  return {
    id: `eni-${name}`,
    vpcId: `vpc-${n}`,
    subnetId: subnet,
    mac: `0a:00:${bytes.join(':')}`,
    privateIp,
    sourceDestCheck: true,
    ingress: [anything],
    egress: [anything],
    ...more,
  };
}

export const picture: Picture = {
  vpcs: [vpc(1), vpc(2)],
  interfaces: {
    forwarder1: one('forwarder1', 1, 'subnet-public1', '10.1.1.10', {
      publicIp: '203.0.113.11',
      sourceDestCheck: false,
    }),
    workload1: one('workload1', 1, 'subnet-private1', '10.1.2.20', {}),
    neighbour1: one('neighbour1', 1, 'subnet-private1', '10.1.2.21', {}),
    forwarder2: one('forwarder2', 2, 'subnet-public2', '10.2.1.10', {
      publicIp: '203.0.113.12',
      sourceDestCheck: false,
    }),
    workload2: one('workload2', 2, 'subnet-private2', '10.2.2.20', {}),
  },
};

/** The picture with some interfaces changed, and with routes of the first VPC's private subnet filtered. */
export function topology(
  changes: Partial<Record<keyof Picture['interfaces'], Partial<NetworkInterface>>> = {},
  keepRoute: (destination: string) => boolean = () => true,
): NetworkTopology {
  const names = Object.keys(picture.interfaces) as (keyof Picture['interfaces'])[];
  return {
    vpcs: picture.vpcs.map((each) => ({
      ...each,
      subnets: each.subnets.map((subnet) => ({
        ...subnet,
        routes: subnet.routes.filter((route) => subnet.id !== 'subnet-private1' || keepRoute(route.destination)),
      })),
    })),
    interfaces: names.map((name) => ({ ...picture.interfaces[name], ...changes[name] })),
  };
}
