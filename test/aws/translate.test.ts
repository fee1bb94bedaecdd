/** What AWS answers of things that no mesh uses ends no command; what the mesh cannot do without is asked for by name. */
import type { InstanceStateName, RouteTableAssociationStateCode } from '@aws-sdk/client-ec2';
import { describe, expect, it } from 'vitest';
import { toInstance, toTags, usableSubnets, usableVpcs } from '#aws/translate.ts';
import { toRouteTable } from '#aws/translate-routes.ts';
import { CloudError } from '#ports/cloud-error.ts';

const subnet = { SubnetId: 'subnet-1', VpcId: 'vpc-1', AvailabilityZone: 'us-east-1a', CidrBlock: '10.0.0.0/24' };

describe('a subnet', () => {
  it.each([
    ['for IPv6 alone', { ...subnet, CidrBlock: undefined, Ipv6Native: true }, 'it has no IPv4 CIDR'],
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

const table = { RouteTableId: 'rtb-1', VpcId: 'vpc-1', Routes: [] };

it('a table of a gateway is known by its gateway', () => {
  expect(toRouteTable({ ...table, Associations: [{ GatewayId: 'igw-1' }] })).toMatchObject({
    gatewayId: 'igw-1',
    main: false,
  });
});

it('an association that has failed or is ending is none', () => {
  const at = (SubnetId: string, State?: RouteTableAssociationStateCode) => ({
    SubnetId,
    ...(State === undefined ? {} : { AssociationState: { State } }),
  });
  const Associations = [
    at('a', 'associated'),
    at('b', 'failed'),
    at('c'),
    at('d', 'disassociating'),
    at('e', 'associating'),
  ];
  expect(toRouteTable({ ...table, Associations }).subnetIds).toEqual(['a', 'c', 'e']);
});

it.each([
  ['active', false],
  ['blackhole', true],
  ['filtered', true],
] as const)('a route that is %s', (State, blackhole) => {
  const Routes = [{ DestinationCidrBlock: '10.1.0.0/16', NetworkInterfaceId: 'eni-1', State }];
  expect(toRouteTable({ ...table, Routes }).routes).toMatchObject([{ blackhole }]);
});

it('a subnet that is not available is told with its state', () => {
  expect(usableSubnets([{ ...subnet, State: 'failed' }]).usable).toMatchObject([{ state: 'failed' }]);
  expect(usableSubnets([{ ...subnet, State: 'available' }]).usable[0]).not.toHaveProperty('state');
});

it('a tag of ours without a value says nothing of who owns it; one of somebody else may be empty', () => {
  expect(() => toTags([{ Key: 'vpnmesh:mesh' }])).toThrow(/lacks the value of the tag vpnmesh:mesh/);
  expect(toTags([{ Key: 'team' }, { Key: 'vpnmesh:mesh', Value: 'corp' }])).toEqual({
    team: '',
    'vpnmesh:mesh': 'corp',
  });
});

it('what is missing of what the mesh needs is an error with its reason', () => {
  expect(() => toRouteTable({ VpcId: 'vpc-1' })).toThrow(CloudError);
  expect(() => toRouteTable({ VpcId: 'vpc-1' })).toThrow(/lacks a route table id/);
});

describe('an instance', () => {
  const told = (name: InstanceStateName) =>
    ({ InstanceId: 'i-1', ImageId: 'ami-1', InstanceType: 't3.small', State: { Name: name } }) as const;

  it('that runs or may run again is on interfaces, which the answer has to name', () => {
    for (const name of ['pending', 'running', 'stopping', 'stopped'] as const) {
      expect(() => toInstance(told(name))).toThrow("AWS's answer lacks the interfaces of i-1");
      expect(() => toInstance({ ...told(name), NetworkInterfaces: [{}] })).toThrow(
        "AWS's answer lacks the id of an interface of i-1",
      );
      const NetworkInterfaces = [{ NetworkInterfaceId: 'eni-1' }];
      expect(toInstance({ ...told(name), NetworkInterfaces }).interfaceIds).toEqual(['eni-1']);
    }
  });

  it('that ends has none any more', () => {
    for (const name of ['shutting-down', 'terminated'] as const)
      expect(toInstance(told(name)).interfaceIds).toEqual([]);
  });
});
