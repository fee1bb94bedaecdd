/** Calls that change rules, settings and tags of what a concentrator is made of. */
import {
  DeleteLogGroupCommand,
  DeleteRetentionPolicyCommand,
  PutRetentionPolicyCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import {
  AllocateAddressCommand,
  CreateNetworkAclEntryCommand,
  CreateTagsCommand,
  DeleteNetworkAclEntryCommand,
  DeleteTagsCommand,
  DescribeAddressesCommand,
  DescribeNetworkAclsCommand,
  ModifyInstanceAttributeCommand,
  ModifyInstanceMetadataOptionsCommand,
  ReleaseAddressCommand,
  StopInstancesCommand,
} from '@aws-sdk/client-ec2';
import { DeleteRolePolicyCommand, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { meshResourceName } from '#mesh/names.ts';
import type { End, MeshUnderTest } from '../mesh-under-test.ts';
import { type AuditBreakage, at, known } from './breakage.ts';
import { iam, logs } from './clients.ts';
import { rule, withoutRules } from './rules.ts';

const buckets = { RoleName: meshResourceName('corp'), PolicyName: 'buckets' };
const anyBucket = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: '*' }],
});

export const onAws: readonly AuditBreakage[] = [
  rule('HTTPS let in for a stranger', 'aws.unexpected-ingress', {
    IpProtocol: 'tcp',
    FromPort: 443,
    ToPort: 443,
    IpRanges: [{ CidrIp: '198.51.100.99/32' }],
  }),
  rule('SSH let in for a stranger', 'aws.ssh-closed', {
    IpProtocol: 'tcp',
    FromPort: 22,
    ToPort: 22,
    IpRanges: [{ CidrIp: '198.51.100.99/32' }],
  }),
  rule('IKE let in for a stranger', 'aws.ike-exposure', {
    IpProtocol: 'udp',
    FromPort: 500,
    ToPort: 500,
    IpRanges: [{ CidrIp: '198.51.100.99/32' }],
  }),
  {
    ...rule('SSH let in for the world', 'aws.ssh-open-world', {
      IpProtocol: 'tcp',
      FromPort: 22,
      ToPort: 22,
      IpRanges: [{ CidrIp: '0.0.0.0/0' }],
    }),
    fails: ['aws.ssh-open-world', 'aws.ssh-closed'],
  },
  withoutRules('no rule for IKE', ['aws.ike-ingress'], ({ IpProtocol }) => IpProtocol === 'udp'),
  withoutRules('no rule for ICMP', ['aws.pmtu-ingress'], ({ IpProtocol }) => IpProtocol === 'icmp'),
  withoutRules('no rule for the VPC', ['aws.forwarding-ingress'], ({ IpProtocol }) => IpProtocol === '-1'),
  known('source/dest check on at the initiator', ['aws.source-dest-check']),
  known('routes gone in the VPC of the initiator', ['aws.routes']),
  known('UDP 4500 closed at the responder', ['aws.ike-ingress']),
  at(
    'an entry of the network ACL that denies UDP',
    'aws.network-acl',
    async (mesh, end) => {
      const NetworkAclId = await aclOf(mesh, end);
      const entry = {
        NetworkAclId,
        RuleNumber: 10,
        Egress: false,
        RuleAction: 'deny' as const,
        Protocol: '17',
        CidrBlock: '0.0.0.0/0',
        PortRange: { From: 0, To: 65_535 },
      };
      await mesh.ec2(end.name).send(new CreateNetworkAclEntryCommand(entry));
    },
    async (mesh, end) =>
      mesh
        .ec2(end.name)
        .send(
          new DeleteNetworkAclEntryCommand({ NetworkAclId: await aclOf(mesh, end), RuleNumber: 10, Egress: false }),
        ),
  ),
  at(
    'metadata without tokens',
    'aws.imdsv2',
    (mesh, { name, instanceId: InstanceId }) =>
      mesh.ec2(name).send(new ModifyInstanceMetadataOptionsCommand({ InstanceId, HttpTokens: 'optional' })),
    (mesh, { name, instanceId: InstanceId }) =>
      mesh.ec2(name).send(new ModifyInstanceMetadataOptionsCommand({ InstanceId, HttpTokens: 'required' })),
  ),
  at(
    'termination protection off',
    'aws.termination-protection',
    (mesh, { name, instanceId: InstanceId }) =>
      mesh.ec2(name).send(new ModifyInstanceAttributeCommand({ InstanceId, DisableApiTermination: { Value: false } })),
    (mesh, { name, instanceId: InstanceId }) =>
      mesh.ec2(name).send(new ModifyInstanceAttributeCommand({ InstanceId, DisableApiTermination: { Value: true } })),
  ),
  at(
    'a tag taken away',
    'aws.tags',
    (mesh, { name, instanceId }) =>
      mesh.ec2(name).send(new DeleteTagsCommand({ Resources: [instanceId], Tags: [{ Key: 'vpnmesh:role' }] })),
    (mesh, { name, instanceId }) =>
      mesh
        .ec2(name)
        .send(
          new CreateTagsCommand({ Resources: [instanceId], Tags: [{ Key: 'vpnmesh:role', Value: 'concentrator' }] }),
        ),
  ),
  at(
    'an address that serves nobody',
    'aws.eip-attached',
    (mesh, { name }) =>
      mesh.ec2(name).send(
        new AllocateAddressCommand({
          TagSpecifications: [
            {
              ResourceType: 'elastic-ip',
              Tags: [
                { Key: 'vpnmesh:mesh', Value: 'corp' },
                { Key: 'orphan', Value: 'yes' },
              ],
            },
          ],
        }),
      ),
    async (mesh, { name }) => {
      const Filters = [{ Name: 'tag:orphan', Values: ['yes'] }];
      const { Addresses = [] } = await mesh.ec2(name).send(new DescribeAddressesCommand({ Filters }));
      for (const { AllocationId } of Addresses) await mesh.ec2(name).send(new ReleaseAddressCommand({ AllocationId }));
    },
  ),
  at(
    'logs kept for ever',
    'logs.retention',
    (mesh, { name }) =>
      logs(mesh, name, (client) => client.send(new DeleteRetentionPolicyCommand({ logGroupName: '/vpnmesh/corp' }))),
    (mesh, { name }) =>
      logs(mesh, name, (client) =>
        client.send(new PutRetentionPolicyCommand({ logGroupName: '/vpnmesh/corp', retentionInDays: 90 })),
      ),
  ),
  at(
    'the log group deleted',
    'logs.group-exists',
    (mesh, { name }) =>
      logs(mesh, name, (client) => client.send(new DeleteLogGroupCommand({ logGroupName: '/vpnmesh/corp' }))),
    (mesh) => mesh.apply(),
  ),
  at(
    'a policy that lets concentrators read every bucket',
    'aws.instance-role',
    (mesh) => iam(mesh, (client) => client.send(new PutRolePolicyCommand({ ...buckets, PolicyDocument: anyBucket }))),
    (mesh) => iam(mesh, (client) => client.send(new DeleteRolePolicyCommand(buckets))),
  ),
  at(
    'the instance stopped',
    'aws.instance-health',
    (mesh, { name, instanceId }) => mesh.ec2(name).send(new StopInstancesCommand({ InstanceIds: [instanceId] })),
    (mesh) => mesh.apply(),
  ),
];

async function aclOf(mesh: MeshUnderTest, { name }: Pick<End, 'name'>): Promise<string> {
  const { NetworkAcls = [] } = await mesh
    .ec2(name)
    .send(new DescribeNetworkAclsCommand({ Filters: [{ Name: 'default', Values: ['true'] }] }));
  return NetworkAcls[0]?.NetworkAclId ?? '';
}
