/** The host closes SSH that was opened for a while, by itself and with nothing but what every host has. */
import {
  AuthorizeSecurityGroupIngressCommand,
  DescribeSecurityGroupRulesCommand,
  EC2Client,
  RevokeSecurityGroupIngressCommand,
} from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { temporaryDescription } from '#mesh/ingress-rules.ts';
import { ownershipTags } from '#mesh/names.ts';
import { startAppliedMesh } from '../support/applied-mesh.ts';
import { type End, onHost } from '../support/mesh-under-test.ts';
import type { SimulatedMesh } from '../support/simulated-mesh.ts';

const run = '/usr/local/lib/vpnmesh/ssh-expiry';
const minutes = (count: number): Date => new Date(Date.now() + count * 60_000);

let mesh: SimulatedMesh;

beforeAll(async () => {
  mesh = await startAppliedMesh({ loginTimeoutMs: 30_000 });
}, 120_000);

afterAll(async () => {
  await mesh?.down();
});

async function open(end: End, cidr: string, description: string, tags = ownershipTags('corp', 'rule', end.name)) {
  await mesh.ec2(end.name).send(
    new AuthorizeSecurityGroupIngressCommand({
      GroupId: end.groupId,
      IpPermissions: [
        { IpProtocol: 'tcp', FromPort: 22, ToPort: 22, IpRanges: [{ CidrIp: cidr, Description: description }] },
      ],
      TagSpecifications: [
        { ResourceType: 'security-group-rule', Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) },
      ],
    }),
  );
}

async function sshFrom(end: End): Promise<readonly string[]> {
  const Filters = [{ Name: 'group-id', Values: [end.groupId] }];
  const { SecurityGroupRules = [] } = await mesh.ec2(end.name).send(new DescribeSecurityGroupRulesCommand({ Filters }));
  return SecurityGroupRules.filter(({ FromPort }) => FromPort === 22)
    .flatMap(({ CidrIpv4 }) => CidrIpv4 ?? [])
    .toSorted();
}

describe('a host whose SSH was opened for a while', () => {
  it('closes what has run out, whoever opened it, and leaves what has not', { timeout: 30_000 }, async () => {
    const { initiator } = await mesh.ends();
    await open(initiator, '203.0.113.1/32', temporaryDescription('operator', minutes(-1)));
    await open(initiator, '203.0.113.2/32', temporaryDescription('run', minutes(-90)));
    await open(initiator, '203.0.113.3/32', 'vpnmesh SSH opened by look until who-knows');
    await open(initiator, '203.0.113.4/32', temporaryDescription('operator', minutes(10)));
    await open(initiator, '203.0.113.5/32', 'a rule of somebody else');
    await onHost(mesh, initiator, run);
    expect(await sshFrom(initiator)).toEqual(['203.0.113.4/32', '203.0.113.5/32']);
  });

  it('does so by its own timer', { timeout: 30_000 }, async () => {
    const { initiator } = await mesh.ends();
    expect(await onHost(mesh, initiator, 'systemctl is-enabled vpnmesh-ssh-expiry.timer')).toBe('enabled\n');
    expect(await onHost(mesh, initiator, 'systemctl is-active vpnmesh-ssh-expiry.timer')).toBe('active\n');
  });

  it('looks after its own concentrator alone', { timeout: 30_000 }, async () => {
    const { initiator, responder } = await mesh.ends();
    await open(responder, '203.0.113.6/32', temporaryDescription('operator', minutes(-1)));
    await onHost(mesh, initiator, run);
    expect(await sshFrom(responder)).toEqual(['203.0.113.6/32']);
    await onHost(mesh, responder, run);
    expect(await sshFrom(responder)).toEqual([]);
  });

  it('reads all pages of an answer', { timeout: 60_000 }, async () => {
    const { initiator } = await mesh.ends();
    const from = Array.from({ length: 8 }, (_, index) => `198.51.100.${index}/32`);
    for (const cidr of from) await open(initiator, cidr, temporaryDescription('look', minutes(-5)));
    // Pages as short as EC2 makes them.
    await onHost(mesh, initiator, `sed -i 's/Action=/MaxResults=5\\&Action=/' /etc/vpnmesh/ssh-expiry && ${run}`);
    expect((await sshFrom(initiator)).filter((cidr) => from.includes(cidr))).toEqual([]);
  });
});

describe("the instance's role", () => {
  let asHost: EC2Client;

  beforeAll(async () => {
    const { initiator } = await mesh.ends();
    const text = await onHost(
      mesh,
      initiator,
      'T=$(curl -sf -X PUT -H "X-aws-ec2-metadata-token-ttl-seconds: 60" http://169.254.169.254/latest/api/token); ' +
        'U=http://169.254.169.254/latest/meta-data/iam/security-credentials/; H="X-aws-ec2-metadata-token: $T"; ' +
        'curl -sf -H "$H" "$U$(curl -sf -H "$H" $U)"',
    );
    const { AccessKeyId, SecretAccessKey, Token } = JSON.parse(text) as Record<string, string>;
    const credentials = {
      accessKeyId: AccessKeyId ?? '',
      secretAccessKey: SecretAccessKey ?? '',
      sessionToken: Token ?? '',
    };
    asHost = new EC2Client({ region: initiator.name, endpoint: mesh.endpoint, credentials, maxAttempts: 1 });
  });

  afterAll(() => asHost?.destroy());

  it('cannot open what it may close', async () => {
    const { initiator } = await mesh.ends();
    const rule = { GroupId: initiator.groupId, IpProtocol: 'tcp', FromPort: 22, ToPort: 22, CidrIp: '203.0.113.7/32' };
    await expect(asHost.send(new AuthorizeSecurityGroupIngressCommand(rule))).rejects.toMatchObject({
      name: 'UnauthorizedOperation',
    });
    await expect(asHost.send(new RevokeSecurityGroupIngressCommand(rule))).rejects.toMatchObject({
      name: 'InvalidPermission.NotFound',
    });
  });

  it("does not reach groups that are not the mesh's", async () => {
    const { initiator } = await mesh.ends();
    const { SecurityGroupRules = [] } = await asHost.send(new DescribeSecurityGroupRulesCommand({}));
    const other = SecurityGroupRules.find(({ GroupId }) => GroupId !== initiator.groupId)?.GroupId;
    expect(other).toBeDefined();
    const rule = { GroupId: other, IpProtocol: 'tcp', FromPort: 22, ToPort: 22, CidrIp: '203.0.113.7/32' };
    await expect(asHost.send(new RevokeSecurityGroupIngressCommand(rule))).rejects.toMatchObject({
      name: 'UnauthorizedOperation',
    });
  });
});
