import { describe, expect, test } from 'vitest';
import type { FirewallRule, NetworkInterface, NetworkVpc } from '#sandbox/hosts/backend.ts';
import { gatewayOf, outermost } from '#sandbox/network/addresses.ts';
import { namesFor } from '#sandbox/network/names.ts';
import { routerFilter } from '#sandbox/network/router-filter.ts';
import { routerRoutes } from '#sandbox/network/router-routes.ts';

const vpc: NetworkVpc = {
  id: 'vpc-1',
  region: 'us-east-1',
  cidrs: ['10.1.0.0/16'],
  subnets: [
    {
      id: 'subnet-public',
      cidr: '10.1.1.0/24',
      zone: 'a',
      routes: [
        { destination: '10.1.0.0/16', target: { kind: 'local' } },
        { destination: '0.0.0.0/0', target: { kind: 'internet' } },
      ],
    },
    {
      id: 'subnet-private',
      cidr: '10.1.2.0/24',
      zone: 'a',
      routes: [
        { destination: '10.1.0.0/16', target: { kind: 'local' } },
        { destination: '10.2.0.0/16', target: { kind: 'interface', id: 'eni-gone' } },
      ],
    },
  ],
};

function nic(more: Partial<NetworkInterface>): NetworkInterface {
  return {
    id: 'eni-1',
    vpcId: 'vpc-1',
    subnetId: 'subnet-public',
    mac: '0a:00:00:00:00:01',
    privateIp: '10.1.1.10',
    sourceDestCheck: true,
    ingress: [],
    egress: [],
    ...more,
  };
}

/** The lines of an interface's ingress chain for a rule. */
function ingress(...rules: readonly FirewallRule[]): readonly string[] {
  const text = routerFilter(vpc, [nic({ ingress: rules })]);
  const chain = /chain in_\w+ \{\n([\s\S]*?)\n {2}\}/.exec(text)?.[1];
  if (chain === undefined) throw new Error(`There is no ingress chain in ${text}`);
  return chain.split('\n').map((line) => line.trim());
}

describe('a rule of a security group becomes', () => {
  test.each<[string, FirewallRule, string]>([
    ['everything', { protocol: 'all', cidrs: ['0.0.0.0/0'] }, 'accept'],
    [
      'one port',
      { protocol: 6, from: 22, to: 22, cidrs: ['192.0.2.7/32'] },
      'ip saddr { 192.0.2.7/32 } ip protocol 6 th dport 22 accept',
    ],
    [
      'a range of ports',
      { protocol: 17, from: 500, to: 510, cidrs: ['0.0.0.0/0'] },
      'ip protocol 17 th dport 500-510 accept',
    ],
    ['all ports', { protocol: 6, from: 0, to: 65_535, cidrs: ['0.0.0.0/0'] }, 'ip protocol 6 accept'],
    ['any ICMP', { protocol: 1, from: -1, to: -1, cidrs: ['0.0.0.0/0'] }, 'ip protocol 1 accept'],
    ['an ICMP type with any code', { protocol: 1, from: 8, to: -1, cidrs: ['0.0.0.0/0'] }, 'icmp type 8 accept'],
    ['an ICMP type and code', { protocol: 1, from: 3, to: 4, cidrs: ['0.0.0.0/0'] }, 'icmp type 3 icmp code 4 accept'],
    ['another protocol', { protocol: 51, cidrs: ['0.0.0.0/0'] }, 'ip protocol 51 accept'],
  ])('%s', (_name, rule, line) => {
    expect(ingress(rule)).toEqual([line, 'drop']);
  });
  test('nothing when it has no source', () => {
    expect(ingress({ protocol: 'all', cidrs: [] })).toEqual(['drop']);
  });
});

test('overlapping CIDRs are reduced to the widest, in canonical form', () => {
  expect(outermost(['10.1.2.3/16', '10.1.5.0/24', '10.2.0.1/32', '10.2.0.1/32'])).toEqual([
    '10.1.0.0/16',
    '10.2.0.1/32',
  ]);
});

test('an address that is none is refused by name', () => {
  expect(() => outermost(['10.1.0.300/16'])).toThrow('10.1.0.300/16');
});

test('a public address is translated only where the subnet has a way to the Internet', () => {
  const open = routerFilter(vpc, [nic({ publicIp: '203.0.113.1' })]);
  const shut = routerFilter(vpc, [nic({ publicIp: '203.0.113.1', subnetId: 'subnet-private' })]);
  expect(open).toContain('203.0.113.1 : 10.1.1.10');
  expect(shut).not.toContain('203.0.113.1');
});

test('the gateway is the first address of the subnet', () => {
  expect(gatewayOf('10.1.2.128/25')).toBe('10.1.2.129');
});

test('a route to an interface that is gone leads nowhere instead of elsewhere', () => {
  const lines = routerRoutes(vpc, [nic({})], () => 100).map(({ add }) => add);
  expect(lines).toContain('route replace blackhole 10.2.0.0/16 table 100');
});

test('packets are routed by the interface they enter by, not by their source', () => {
  const lines = routerRoutes(vpc, [nic({})], (id) => (id === 'subnet-public' ? 100 : 101)).map(({ add }) => add);
  expect(lines.find((line) => line.includes(' iif '))).toMatch(/^rule add pref 200 iif e[0-9a-f]{12} lookup 100$/);
});

test('sandboxes of different state folders share no name', () => {
  expect(namesFor('/var/lib/a').prefix).not.toBe(namesFor('/var/lib/b').prefix);
  expect(namesFor('/var/lib/a/').prefix).toBe(namesFor('/var/lib/a').prefix);
});
