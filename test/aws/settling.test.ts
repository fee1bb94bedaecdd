/** What AWS does not know yet, a moment after this run made it, and what it still holds, a moment after it was let go. */
import { DescribeRouteTablesCommand } from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ownershipTags } from '#mesh/names.ts';
import type { RegionCloud } from '#ports/cloud.ts';
import { given } from '../contract/place.ts';
import { type CloudUnderTest, startCloud } from './cloud.ts';

let lab: CloudUnderTest;
let made: { readonly groupId: string; readonly nic: string; readonly allocationId: string; readonly tableId: string };
const tags = ownershipTags('corp', 'interface', 'us-east-1');
const name = 'vpnmesh-corp';
const policy = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 'logs:PutLogEvents', Resource: '*' }],
});
const publicKey = `ssh-ed25519 ${Buffer.concat([Buffer.from([0, 0, 0, 11]), Buffer.from('ssh-ed25519'), Buffer.from([0, 0, 0, 32]), Buffer.alloc(32, 7)]).toString('base64')} x`;

const region = (): RegionCloud => lab.cloud.region('us-east-1');
const group = (called: string) =>
  region().createGroup({ name: called, vpcId: lab.vpcId, description: 'test', tags: ownershipTags('corp', 'group') });
const newInterface = (attempt: string) =>
  region().createInterface({
    subnetId: lab.subnetId,
    groupIds: [made.groupId],
    token: (n) => `${attempt}-${n}`,
    description: 'test',
    tags,
  });

beforeAll(async () => {
  lab = await startCloud();
  const groupId = await group('settling');
  const nic = await region().createInterface({
    subnetId: lab.subnetId,
    groupIds: [groupId],
    token: (n) => `nic-${n}`,
    description: 'test',
    tags,
  });
  const { allocationId } = await region().allocateAddress(tags);
  const ec2 = lab.sandbox.ec2();
  const { RouteTables } = await ec2.send(
    new DescribeRouteTablesCommand({ Filters: [{ Name: 'vpc-id', Values: [lab.vpcId] }] }),
  );
  made = { groupId, nic: nic.id, allocationId, tableId: given(RouteTables?.[0]?.RouteTableId) };
  await region().importKey({ name, publicKey, tags: ownershipTags('corp', 'key') });
  await lab.cloud.iam.createRole({ name, policyName: 'logs', policy, tags, record: {} });
  await lab.cloud.iam.createProfile({ name, roleName: name, tags });
  ec2.destroy();
});
afterAll(async () => {
  await lab.end();
});

/** The call is struck once by that answer, and succeeds all the same. */
async function survives(service: string, action: string, code: string, call: () => Promise<unknown>, message = 'x') {
  const fault = { service, action, times: 1, effect: { kind: 'error', code, message } };
  await lab.sandbox.post('/_sandbox/faults', [fault]);
  try {
    await call();
    const left = await fetch(`${lab.sandbox.endpoint}/_sandbox/faults`).then((answer) => answer.json());
    expect(left, 'faults that never struck').toEqual([]);
  } finally {
    await lab.sandbox.post('/_sandbox/faults', []);
  }
}

const launch = (n: string) => async () => {
  const nic = await newInterface(n);
  const image = await region().latestImage({
    owner: '136693071363',
    namePattern: 'debian-12-amd64-*',
    architecture: 'x86_64',
  });
  const one = await region().runInstance({
    imageId: image.id,
    root: image.root,
    instanceType: 't3.small',
    interfaceId: nic.id,
    keyName: name,
    profileName: name,
    token: (attempt) => `i-${n}-${attempt}`,
    tags,
    volumeTags: tags,
  });
  await region().tag([one.id], { seen: 'yes' });
};

describe('what this run made and EC2 does not find yet is waited for', () => {
  it.for([
    'InvalidKeyPair.NotFound',
    'InvalidGroup.NotFound',
    'InvalidNetworkInterfaceID.NotFound',
    'InvalidSubnetID.NotFound',
    'InvalidIamInstanceProfile.NotFound',
    'InvalidSecurityGroupID.NotFound',
  ])('%s at RunInstances', (code) => survives('ec2', 'RunInstances', code, launch(code)));

  it('an instance profile that EC2 finds invalid, or without its role', async () => {
    const profile = (message: string) =>
      survives('ec2', 'RunInstances', 'InvalidParameterValue', launch(message.slice(0, 9)), message);
    await profile(
      'Value (vpnmesh-corp) for parameter iamInstanceProfile.name is invalid. Invalid IAM Instance Profile name',
    );
    await profile('IAM Instance Profile "arn:aws:iam::1:instance-profile/x" has no associated IAM Roles');
  });

  it.for(['InvalidSubnetID.NotFound', 'InvalidGroup.NotFound', 'InvalidSecurityGroupID.NotFound'])(
    '%s at CreateNetworkInterface',
    (code) => survives('ec2', 'CreateNetworkInterface', code, () => newInterface(`c-${code}`)),
  );

  it.for(['InvalidAllocationID.NotFound', 'InvalidNetworkInterfaceID.NotFound', 'InvalidAddress.NotFound'])(
    '%s at AssociateAddress',
    (code) => survives('ec2', 'AssociateAddress', code, () => region().associateAddress(made.allocationId, made.nic)),
  );

  it.for(['InvalidNetworkInterfaceID.NotFound', 'InvalidRouteTableID.NotFound'])('%s at CreateRoute', (code) =>
    survives('ec2', 'CreateRoute', code, () =>
      region().createRoute({ tableId: made.tableId, destination: '10.78.0.0/16', interfaceId: made.nic }),
    ),
  );

  it('a VPC, a subnet, a group, a rule and a key pair, wherever else they are named', async () => {
    await survives('ec2', 'CreateTags', 'InvalidKeyPair.NotFound', () => region().tag([made.nic], { a: 'b' }));
    await survives('ec2', 'ModifyNetworkInterfaceAttribute', 'InvalidGroup.NotFound', () =>
      region().setInterfaceGroups(made.nic, [made.groupId]),
    );
    await survives('ec2', 'CreateSecurityGroup', 'InvalidVpcID.NotFound', () => group('late'));
    const key = { name, publicKey, tags: ownershipTags('corp', 'key') };
    await survives('ec2', 'DescribeKeyPairs', 'InvalidKeyPair.NotFound', () => region().importKey(key));
  });

  it('a role that IAM has made and does not find', async () => {
    const role = { name, policyName: 'logs', policy, tags, record: {} };
    await survives('iam', 'GetRole', 'NoSuchEntity', () => lab.cloud.iam.createRole(role));
    await survives('iam', 'TagRole', 'NoSuchEntity', () => lab.cloud.iam.tagRole(name, { a: 'b' }));
    await survives('iam', 'PutRolePolicy', 'NoSuchEntity', () => lab.cloud.iam.createRole(role));
  });

  it('a log group whose retention is set', async () => {
    await region().createLogGroup('/vpnmesh/corp', {});
    await survives('logs', 'PutRetentionPolicy', 'ResourceNotFoundException', () =>
      region().setRetention('/vpnmesh/corp', 90),
    );
  });
});

it('what is not ours and is not there is told at once', async () => {
  const begun = lab.sandbox.requests().length;
  await lab.sandbox.post('/_sandbox/faults', [
    { service: 'ec2', action: 'RunInstances', effect: { kind: 'error', code: 'InvalidAMIID.NotFound' } },
  ]);
  await expect(launch('ami')()).rejects.toMatchObject({ code: 'InvalidAMIID.NotFound' });
  await lab.sandbox.post('/_sandbox/faults', []);
  const launches = lab.sandbox
    .requests()
    .slice(begun)
    .filter(({ action }) => action === 'RunInstances');
  expect(launches).toHaveLength(1);
});

it('a role and a profile that IAM still holds are deleted once they are free', async () => {
  const profile = { name, roleName: name };
  await survives('iam', 'DeleteInstanceProfile', 'DeleteConflict', () => lab.cloud.iam.deleteProfile(profile));
  const role = { name, policyName: 'logs' };
  await survives('iam', 'DeleteRole', 'DeleteConflict', () => lab.cloud.iam.deleteRole(role));
  expect(await lab.cloud.iam.observe(role)).toEqual({});
});
