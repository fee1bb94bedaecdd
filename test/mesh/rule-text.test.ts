import { expect, test } from 'vitest';
import { describeIngress, ruleText } from '#mesh/ingress-rules.ts';

test.each([
  ['all traffic', 'all', undefined, undefined],
  ['all traffic', '-1', -1, -1],
  ['all ICMP', 'icmp', -1, -1],
  ['all ICMP', '1', -1, -1],
  ['ICMP type 3', 'icmp', 3, 4],
  ['UDP 500', 'udp', 500, 500],
  ['UDP 4500', '17', 4500, 4500],
  ['TCP 80-90', 'tcp', 80, 90],
  ['all TCP', 'tcp', 0, 65_535],
  ['ESP', '50', undefined, undefined],
  ['all protocol 47', '47', undefined, undefined],
])('a rule reads %s', (text, protocol, from, to) => {
  expect(ruleText(protocol, from, to)).toBe(text);
});

test('with its source', () => {
  expect(describeIngress({ protocol: 'icmp', from: -1, to: -1, cidr: '10.0.0.0/8' })).toBe('all ICMP from 10.0.0.0/8');
});
