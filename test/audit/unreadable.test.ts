/** Calls that AWS refuses, throttles, delays or garbles: exactly what needs them is unknown, for the right reason, and nothing passes. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { auditFacts } from '#app/audit/audit.ts';
import { auditOutcome } from '#audit/outcome.ts';
import type { Result } from '#audit/result.ts';
import { createAwsCloud } from '#aws/cloud.ts';
import { checks } from '#checks/index.ts';
import type { ReasonKind } from '#mesh/fact.ts';
import type { Cloud } from '#ports/cloud.ts';
import { sampling } from '../support/sample.ts';
import { becomes, type SimulatedMesh, startSimulatedMesh } from '../support/simulated-mesh.ts';

const sample = sampling({
  command: 'npm run test:spoil',
  what: 'calls refused or garbled',
  wish: process.env.VPNMESH_SPOIL,
});

let mesh: SimulatedMesh;
let impatient: Cloud;

beforeAll(async () => {
  mesh = await startSimulatedMesh({ loginTimeoutMs: 20_000 });
  // Nobody waits a minute for an answer that is held back; all others come sooner than this, also on a busy machine.
  impatient = createAwsCloud({ regions: ['us-east-1', 'us-east-2'], answerMs: 2_000 });
  await mesh.apply();
  await mesh.reported();
  await becomes('a mesh that is well', async () => (await audited()).every(isWell), 30);
}, 150_000);

afterEach(async () => {
  await faults([]);
});

afterAll(async () => {
  impatient?.close();
  await mesh?.down();
});

async function faults(list: readonly object[]): Promise<void> {
  const answer = await fetch(`${mesh.endpoint}/_sandbox/faults`, { method: 'POST', body: JSON.stringify(list) });
  expect(answer.status).toBe(200);
}

/** Results that are not well; nothing fails, so the exit code is 21. */
async function ill(cloud?: Cloud): Promise<readonly Result[]> {
  const results = await audited(cloud);
  expect(auditOutcome(results, 'low')).toEqual({ failing: false, unknown: true });
  return results.filter((one) => !isWell(one));
}
async function audited(cloud?: Cloud): Promise<readonly Result[]> {
  const facts = await mesh.facts({ openSsh: true, hosts: 'ssh', ...(cloud === undefined ? {} : { cloud }) });
  return auditFacts(facts, checks, new Date()).results;
}
const isWell = ({ status }: Result): boolean => status === 'pass' || status === 'not-applicable';
const names = (results: readonly Result[]): readonly string[] =>
  [...new Set(results.map(({ check }) => check))].toSorted();

/** Whoever wants to know where a concentrator stands. aws.route-blackhole does too, and is told under the host. */
const standing = [
  'aws.eip-attached',
  'aws.forwarding-ingress',
  'aws.ike-exposure',
  'aws.ike-ingress',
  'aws.imdsv2',
  'aws.instance-health',
  'aws.instance-role',
  'aws.network-acl',
  'aws.pmtu-ingress',
  'aws.routes',
  'aws.source-dest-check',
  'aws.ssh-closed',
  'aws.ssh-open-world',
  'aws.tags',
  'aws.termination-protection',
  'aws.unexpected-ingress',
  'host.reachable',
];
const without = (...ids: readonly string[]) => standing.filter((id) => !ids.includes(id));

/** Every call that an audit reads by, and the checks that nobody can judge without it. */
const needs: readonly (readonly [service: string, action: string, checks: readonly string[]])[] = [
  [
    'ec2',
    'DescribeVpcs',
    [
      ...without('aws.imdsv2', 'aws.source-dest-check', 'aws.tags', 'aws.termination-protection'),
      'aws.az-coverage',
      'aws.quota-headroom',
      'aws.service-icmp',
      'mesh.cidr-overlap',
      // Who has a tunnel with whom.
      'mesh.keys-match',
      'mesh.pmtu',
      'mesh.selectors-match',
      'mesh.traffic',
      'mesh.tunnels-up',
    ],
  ],
  ['ec2', 'DescribeSecurityGroups', [...standing, 'aws.quota-headroom', 'aws.service-icmp']],
  ['ec2', 'DescribeNetworkInterfaces', standing],
  ['ec2', 'DescribeAddresses', [...standing, 'aws.quota-headroom']],
  ['ec2', 'DescribeInstances', [...standing, 'aws.ebs-encrypted']],
  ['ec2', 'DescribeVolumes', ['aws.ebs-encrypted']],
  ['ec2', 'DescribeInstanceStatus', ['aws.instance-health']],
  ['ec2', 'DescribeInstanceAttribute', ['aws.termination-protection']],
  ['ec2', 'DescribeNetworkAcls', ['aws.network-acl']],
  ['ec2', 'DescribeRouteTables', ['aws.az-coverage', 'aws.quota-headroom', 'aws.route-blackhole', 'aws.routes']],
  ['ec2', 'DescribeSubnets', ['aws.az-coverage', 'aws.network-acl']],
  ['sts', 'GetCallerIdentity', ['aws.instance-role']],
  ['iam', 'ListRolePolicies', ['aws.instance-role']],
  ['iam', 'ListAttachedRolePolicies', ['aws.instance-role']],
  ['iam', 'GetRolePolicy', ['aws.instance-role']],
  ['iam', 'GetInstanceProfile', ['aws.instance-role']],
  ['logs', 'DescribeLogStreams', ['logs.recent-events']],
  ['logs', 'GetLogEvents', ['logs.beacon', 'logs.recent-events']],
  ['logs', 'DescribeLogGroups', ['logs.group-exists', 'logs.retention']],
  ['servicequotas', 'GetServiceQuota', ['aws.quota-headroom']],
];

/** Some of the calls; others for those that are denied than for those that are garbled, on most days. */
const some = (calls: typeof needs) => sample.some(calls, 7, ([service, action]) => `${service}:${action}`);

describe('a call that is denied', () => {
  it.each(some(needs))(
    '%s:%s makes exactly what needs it unknown',
    { timeout: 60_000 },
    async (service, action, wanted) => {
      await faults([{ service, action, effect: { kind: 'deny' } }]);
      const results = await ill();
      expect(names(results)).toEqual(wanted.toSorted());
      for (const one of results) {
        expect(one).toMatchObject({ status: 'unknown', reason: { kind: 'denied' } });
        expect(one.message).toContain(`${service}:${action} is denied`);
      }
    },
  );
});

describe('an answer that lacks what was asked for', () => {
  it.each(some(needs.toReversed()))(
    '%s:%s makes exactly what needs it unknown',
    { timeout: 60_000 },
    async (service, action, wanted) => {
      const body = ['logs', 'servicequotas'].includes(service) ? '{}' : '<nothing/>';
      await faults([{ service, action, effect: { kind: 'garble', body } }]);
      const results = await ill();
      expect(names(results)).toEqual(wanted.toSorted());
      for (const one of results) expect(one).toMatchObject({ status: 'unknown', reason: { kind: 'parse' } });
    },
  );
});

const error = (code: string, status: number) => ({ effect: { kind: 'error', code, status } });
const ways: readonly (readonly [how: string, kind: ReasonKind, fault: object, service: string, action: string])[] = [
  ['throttled for good', 'throttled', error('RequestLimitExceeded', 503), 'ec2', 'DescribeVolumes'],
  ['an error of AWS’s own', 'unreachable', error('InternalError', 500), 'ec2', 'DescribeInstanceStatus'],
  ['an error of IAM’s own', 'unreachable', error('ServiceFailure', 500), 'iam', 'ListRolePolicies'],
  ['an outage', 'unreachable', error('ServiceUnavailableException', 503), 'logs', 'DescribeLogStreams'],
  ['a connection that is cut', 'unreachable', { effect: { kind: 'hang-up' } }, 'ec2', 'DescribeNetworkAcls'],
  ['an answer that does not come in time', 'timeout', { latencyMs: 6_000 }, 'ec2', 'DescribeInstanceAttribute'],
  ['a page of a proxy', 'parse', { effect: { kind: 'garble', body: '<html><p>Login' } }, 'ec2', 'DescribeVolumes'],
  ['half an answer in XML', 'parse', { effect: { kind: 'truncate', bytes: 300 } }, 'ec2', 'DescribeRouteTables'],
  ['half an answer in JSON', 'parse', { effect: { kind: 'truncate', bytes: 30 } }, 'logs', 'DescribeLogGroups'],
];

describe('a call that meets', () => {
  it.each(ways)('%s is unknown (%s)', { timeout: 60_000 }, async (_, kind, fault, service, action) => {
    await faults([{ service, action, ...fault }]);
    const results = await ill(kind === 'timeout' ? impatient : undefined);
    const wanted = needs.find(([, each]) => each === action)?.[2] ?? [];
    expect(names(results)).toEqual(wanted.toSorted());
    for (const one of results) {
      expect(one).toMatchObject({ status: 'unknown', reason: { kind } });
      expect(one.message).not.toContain('\n');
    }
  });

  it('trouble in one region leaves the others alone', { timeout: 60_000 }, async () => {
    await faults([{ service: 'ec2', action: 'DescribeVolumes', region: 'us-east-1', effect: { kind: 'deny' } }]);
    const results = await ill();
    expect(results).toMatchObject([{ check: 'aws.ebs-encrypted', resource: { region: 'us-east-1' } }]);
  });
});

describe('SSH that may not be opened', () => {
  it.each(['AuthorizeSecurityGroupIngress', 'DescribeSecurityGroupRules'])(
    'because of %s is one unknown a host, with all that wanted it under it',
    { timeout: 60_000 },
    async (action) => {
      await faults([{ service: 'ec2', action, effect: { kind: 'deny' } }]);
      const results = await ill();
      expect(names(results)).toEqual(['host.reachable']);
      for (const one of results) {
        expect(one).toMatchObject({ status: 'unknown', reason: { kind: 'denied' } });
        expect(one.consequences?.length).toBeGreaterThan(40);
      }
    },
  );
});
