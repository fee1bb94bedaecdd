/** Calls that AWS refuses or throttles, and hosts that do not answer: exactly what needs them is unknown, for the right reason. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { auditFacts } from '#app/audit.ts';
import type { Result } from '#audit/result.ts';
import { checks } from '#checks/index.ts';
import { onHost } from '../support/mesh-under-test.ts';
import { type SimulatedMesh, startSimulatedMesh } from '../support/simulated-mesh.ts';

let mesh: SimulatedMesh;

beforeAll(async () => {
  mesh = await startSimulatedMesh();
  await mesh.apply();
}, 60_000);

afterEach(async () => {
  await faults([]);
});

afterAll(async () => {
  await mesh?.down();
});

async function faults(list: readonly object[]): Promise<void> {
  const answer = await fetch(`${mesh.endpoint}/_sandbox/faults`, { method: 'POST', body: JSON.stringify(list) });
  expect(answer.status).toBe(200);
}

/** Results that are not well. */
async function ill(): Promise<readonly Result[]> {
  const { results } = auditFacts(await mesh.facts({ openSsh: true, hosts: 'ssh' }), checks, new Date());
  return results.filter(({ status }) => status !== 'pass' && status !== 'not-applicable');
}
const names = (results: readonly Result[]): readonly string[] =>
  [...new Set(results.map(({ check }) => check))].toSorted();

const denied: readonly (readonly [service: string, action: string, checks: readonly string[]])[] = [
  ['ec2', 'DescribeVolumes', ['aws.ebs-encrypted']],
  ['ec2', 'DescribeInstanceStatus', ['aws.instance-health']],
  ['ec2', 'DescribeInstanceAttribute', ['aws.termination-protection']],
  ['ec2', 'DescribeNetworkAcls', ['aws.network-acl']],
  ['ec2', 'DescribeRouteTables', ['aws.az-coverage', 'aws.quota-headroom', 'aws.route-blackhole', 'aws.routes']],
  ['ec2', 'DescribeSubnets', ['aws.az-coverage']],
  ['iam', 'ListAttachedRolePolicies', ['aws.instance-role']],
  ['logs', 'DescribeLogStreams', ['logs.recent-events']],
  ['logs', 'GetLogEvents', ['logs.beacon', 'logs.recent-events']],
  ['logs', 'DescribeLogGroups', ['logs.group-exists', 'logs.retention']],
  ['servicequotas', 'GetServiceQuota', ['aws.quota-headroom']],
];

describe('a call that is denied', () => {
  it.each(denied)('%s:%s makes exactly what needs it unknown', { timeout: 60_000 }, async (service, action, wanted) => {
    await faults([{ service, action, effect: { kind: 'deny' } }]);
    const results = await ill();
    expect(names(results)).toEqual(wanted);
    for (const one of results) {
      expect(one).toMatchObject({ status: 'unknown', reason: { kind: 'denied' } });
      expect(one.message).toContain(`${service}:${action} is denied`);
    }
  });
});

describe('a call that is throttled for good', () => {
  it('is unknown, and says so', { timeout: 60_000 }, async () => {
    const effect = { kind: 'error', code: 'RequestLimitExceeded', message: 'Request limit exceeded.', status: 503 };
    await faults([{ service: 'ec2', action: 'DescribeVolumes', region: 'us-east-1', effect }]);
    const results = await ill();
    expect(results).toMatchObject([{ check: 'aws.ebs-encrypted', status: 'unknown', reason: { kind: 'throttled' } }]);
  });
});

describe('SSH that may not be opened', () => {
  it('is one unknown a host, with all that wanted it under it', { timeout: 60_000 }, async () => {
    await faults([{ service: 'ec2', action: 'AuthorizeSecurityGroupIngress', effect: { kind: 'deny' } }]);
    const results = await ill();
    expect(names(results)).toEqual(['host.reachable']);
    for (const one of results) {
      expect(one).toMatchObject({ status: 'unknown', reason: { kind: 'denied' } });
      expect(one.consequences?.length).toBeGreaterThan(40);
    }
  });
});

describe('a host that does not let the operator be root', () => {
  it('is unknown as a whole, for that reason', { timeout: 60_000 }, async () => {
    const { initiator } = await mesh.ends();
    await onHost(mesh, initiator, 'mkdir -p /root/sudo && mv /etc/sudoers.d/* /root/sudo/');
    const results = await ill();
    expect(results).toMatchObject([{ check: 'host.reachable', status: 'unknown', reason: { kind: 'denied' } }]);
    await onHost(mesh, initiator, 'mv /root/sudo/* /etc/sudoers.d/');
  });
});
