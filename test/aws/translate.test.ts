/** What AWS answers of things that no mesh uses ends no command; what the mesh cannot do without is asked for by name. */
import { describe, expect, it } from 'vitest';
import { toRouteTable, usableSubnets, usableVpcs } from '#aws/translate.ts';
import { CloudError } from '#ports/cloud.ts';

const subnet = { SubnetId: 'subnet-1', VpcId: 'vpc-1', AvailabilityZone: 'us-east-1a', CidrBlock: '10.0.0.0/24' };

describe('a subnet', () => {
  it.each([
    ['for IPv6 alone', { ...subnet, CidrBlock: undefined, Ipv6Native: true }, 'it has no IPv4 network'],
    ['without its zone', { ...subnet, AvailabilityZone: undefined }, "AWS's answer lacks a subnet's zone"],
  ])('%s is of no use, and the others are', (_, odd, why) => {
    expect(usableSubnets([{ ...odd, SubnetId: 'subnet-odd' }, subnet])).toEqual({
      usable: [{ id: 'subnet-1', vpcId: 'vpc-1', zone: 'us-east-1a', cidr: '10.0.0.0/24' }],
      unusable: [{ id: 'subnet-odd', why }],
    });
  });
});

it('a VPC without a network is of no use', () => {
  expect(usableVpcs([{ VpcId: 'vpc-1' }])).toMatchObject({ usable: [], unusable: [{ id: 'vpc-1' }] });
});

it('a table of a gateway is known by its gateway', () => {
  expect(toRouteTable({ RouteTableId: 'rtb-1', VpcId: 'vpc-1', Associations: [{ GatewayId: 'igw-1' }] })).toMatchObject(
    {
      gatewayId: 'igw-1',
      main: false,
    },
  );
});

it('what is missing of what the mesh needs is an error with its reason', () => {
  expect(() => toRouteTable({ VpcId: 'vpc-1' })).toThrow(CloudError);
  expect(() => toRouteTable({ VpcId: 'vpc-1' })).toThrow(/lacks a route table id/);
});
