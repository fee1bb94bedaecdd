/** SSH that was opened for a while: any command closes it once its time is over, and says while it is open. */
import {
  AuthorizeSecurityGroupIngressCommand,
  DescribeInstancesCommand,
  DescribeSecurityGroupRulesCommand,
  DescribeSecurityGroupsCommand,
} from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { temporaryDescription } from '#mesh/ingress-rules.ts';
import { ownershipTags } from '#mesh/names.ts';
import { startAppliedLab } from '../support/applied-lab.ts';
import type { Lab } from '../support/lab.ts';

const region = 'us-east-1';
const minute = 60_000;
let lab: Lab;
let spec: string;
let groupId: string;
/** Hosts do not answer while SSH is closed to whoever asks: nobody waits for them. */
const briefly = ['--timeout', '1', '--no-input'];

beforeAll(async () => {
  ({ lab, spec } = await startAppliedLab());
  const Filters = [{ Name: 'tag:vpnmesh:role', Values: ['group'] }];
  const { SecurityGroups = [] } = await lab.ec2(region).send(new DescribeSecurityGroupsCommand({ Filters }));
  groupId = SecurityGroups[0]?.GroupId ?? '';
  // Nobody but the command under test may come first.
  const { Reservations = [] } = await lab
    .ec2(region)
    .send(new DescribeInstancesCommand({ Filters: [{ Name: 'tag:vpnmesh:role', Values: ['concentrator'] }] }));
  const instanceId = Reservations[0]?.Instances?.[0]?.InstanceId;
  const argv = ['systemctl', 'stop', 'vpnmesh-ssh-expiry.timer'];
  const answer = await fetch(`${lab.env.AWS_ENDPOINT_URL}/_sandbox/exec`, {
    method: 'POST',
    body: JSON.stringify({ instanceId, argv }),
  });
  expect(await answer.json()).toMatchObject({ code: 0 });
}, 180_000);

afterAll(async () => {
  await lab?.down();
});

async function opened(cidr: string, until: Date): Promise<void> {
  const tags = ownershipTags('corp', 'rule', region);
  await lab.ec2(region).send(
    new AuthorizeSecurityGroupIngressCommand({
      GroupId: groupId,
      IpPermissions: [
        {
          ...{ IpProtocol: 'tcp', FromPort: 22, ToPort: 22 },
          IpRanges: [{ CidrIp: cidr, Description: temporaryDescription('operator', until) }],
        },
      ],
      TagSpecifications: [
        { ResourceType: 'security-group-rule', Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) },
      ],
    }),
  );
}

async function sshFrom(): Promise<readonly string[]> {
  const Filters = [{ Name: 'group-id', Values: [groupId] }];
  const { SecurityGroupRules = [] } = await lab.ec2(region).send(new DescribeSecurityGroupRulesCommand({ Filters }));
  return SecurityGroupRules.filter(({ FromPort }) => FromPort === 22).flatMap(({ CidrIpv4 }) => CidrIpv4 ?? []);
}

describe('SSH that is open', () => {
  const commands: readonly (readonly string[])[] = [
    ['plan'],
    ['status'],
    ['verify'],
    ['audit', '--check', 'aws.tags'],
    ['apply', '--yes'],
    ['fix', '--dry-run'],
  ];
  for (const command of commands) {
    it(`past its time is closed by vpnmesh ${command.join(' ')}`, { timeout: 120_000 }, async () => {
      await opened('198.51.100.9/32', new Date(Date.now() - minute));
      const { stderr } = await lab.vpnmesh([...command, '-f', spec, ...briefly]);
      expect(await sshFrom()).toEqual([]);
      expect(stderr).toContain(`SSH to ${region} had expired and was closed`);
    });
  }

  for (const command of [['plan'], ['status'], ['audit', '--check', 'aws.tags']]) {
    it(`is told by vpnmesh ${command[0]}, with the minutes that are left`, { timeout: 60_000 }, async () => {
      await opened('198.51.100.10/32', new Date(Date.now() + 12 * minute - 1000));
      const { stderr } = await lab.vpnmesh([...command, '-f', spec, ...briefly]);
      expect(stderr.replaceAll(/\s+/g, ' ')).toContain(
        `SSH is OPEN on ${region} for 12 more minutes; \`vpnmesh ssh close`,
      );
      const closed = await lab.vpnmesh(['ssh', 'close', '-f', spec]);
      expect(closed.stdout).toContain('1 rule revoked');
      expect(closed.stderr).not.toContain('SSH is OPEN');
      expect(await sshFrom()).toEqual([]);
    });
  }
});
