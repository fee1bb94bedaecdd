/** Calls that a run repeats after another was killed, or that another run made in the meantime. */
import {
  DescribeNetworkInterfacesCommand,
  DescribeSecurityGroupRulesCommand,
  ImportKeyPairCommand,
} from '@aws-sdk/client-ec2';
import { AddRoleToInstanceProfileCommand, CreateInstanceProfileCommand, CreateRoleCommand } from '@aws-sdk/client-iam';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ownershipTags } from '#mesh/names.ts';
import { type CloudUnderTest, startCloud } from './cloud.ts';

let lab: CloudUnderTest;
const tags = ownershipTags('corp', 'interface', 'us-east-1');

beforeAll(async () => {
  lab = await startCloud();
});
afterAll(async () => {
  await lab.end();
});

const region = () => lab.cloud.region('us-east-1');
const newInterface = (groupId: string, subnetId = lab.subnetId) =>
  region().createInterface({
    subnetId,
    groupIds: [groupId],
    token: (attempt) => `nic-${attempt}`,
    description: 'test',
    tags,
  });
const group = (name: string) =>
  region().createGroup({ name, vpcId: lab.vpcId, description: 'test', tags: ownershipTags('corp', 'group', name) });

describe('a network interface', () => {
  it('is made once with one token, and anew when the first is gone', async () => {
    const groupId = await group('nics');
    const first = await newInterface(groupId);
    expect((await newInterface(groupId)).id).toBe(first.id);
    await region().deleteInterface(first.id);
    const second = await newInterface(groupId);
    expect(second.id).not.toBe(first.id);
    const other = await newInterface(await group('others'));
    expect(other.id).not.toBe(second.id);
    const all = await lab.sandbox
      .ec2()
      .send(new DescribeNetworkInterfacesCommand({ Filters: [{ Name: 'vpc-id', Values: [lab.vpcId] }] }));
    expect(all.NetworkInterfaces).toHaveLength(2);
  });
});

describe('an Elastic IP', () => {
  it('that waits for an interface is taken; one that is on an interface is not', async () => {
    const address = ownershipTags('corp', 'address', 'us-east-1');
    const first = await region().allocateAddress(address);
    expect(await region().allocateAddress(address)).toEqual(first);
    const nic = await newInterface(await group('addressed'));
    await region().associateAddress(first.allocationId, nic.id);
    expect((await region().allocateAddress(address)).allocationId).not.toBe(first.allocationId);
  });
});

describe('a route', () => {
  it('that leads to our interface already counts as made; one that leads elsewhere is refused', async () => {
    const tableId =
      (await region().observe({ mesh: 'corp', vpcs: [lab.vpcId], logGroup: '/x' })).routeTables[0]?.id ?? '';
    const [ours, theirs] = [await newInterface(await group('r1')), await newInterface(await group('r2'))];
    const route = { tableId, destination: '10.77.0.0/16', interfaceId: ours.id };
    await region().createRoute(route);
    await region().createRoute(route);
    await expect(region().createRoute({ ...route, interfaceId: theirs.id })).rejects.toMatchObject({
      kind: 'exists',
      message: expect.stringContaining(`target ${ours.id}`),
    });
  });
});

describe('a key pair', () => {
  const publicKey = `ssh-ed25519 ${Buffer.concat([Buffer.from([0, 0, 0, 11]), Buffer.from('ssh-ed25519'), Buffer.from([0, 0, 0, 32]), Buffer.alloc(32, 7)]).toString('base64')} x`;

  it('of ours counts as imported, one of somebody else does not', async () => {
    const key = { publicKey, tags: ownershipTags('corp', 'key') };
    await region().importKey({ ...key, name: 'vpnmesh-corp' });
    await region().importKey({ ...key, name: 'vpnmesh-corp' });
    await lab.sandbox
      .ec2()
      .send(new ImportKeyPairCommand({ KeyName: 'theirs', PublicKeyMaterial: Buffer.from(publicKey) }));
    await expect(region().importKey({ ...key, name: 'theirs' })).rejects.toMatchObject({ kind: 'exists' });
  });
});

describe('an instance profile', () => {
  it('that holds ours already counts as made; with somebody else’s role in it, it is refused', async () => {
    const iam = lab.sandbox.iam();
    const trust = JSON.stringify({ Statement: [] });
    for (const name of ['own', 'foreign'])
      await iam.send(new CreateRoleCommand({ RoleName: name, AssumeRolePolicyDocument: trust }));
    const profile = { name: 'full', roleName: 'own', tags: ownershipTags('corp', 'role') };
    await lab.cloud.iam.createProfile(profile);
    await lab.cloud.iam.createProfile(profile);
    await iam.send(
      new CreateInstanceProfileCommand({
        InstanceProfileName: 'taken',
        Tags: Object.entries(profile.tags).map(([Key, Value]) => ({ Key, Value })),
      }),
    );
    await iam.send(new AddRoleToInstanceProfileCommand({ InstanceProfileName: 'taken', RoleName: 'foreign' }));
    await expect(lab.cloud.iam.createProfile({ ...profile, name: 'taken' })).rejects.toMatchObject({
      kind: 'exists',
      message: expect.stringContaining('contains the role foreign'),
    });
  });
});

describe('tags', () => {
  it('go, also when one of the resources is gone', async () => {
    const [a, b] = [await group('t1'), await group('t2')];
    await region().tag([a, b], { 'vpnmesh:run': 'x' });
    await region().deleteGroup(a);
    await region().untag([a, b], ['vpnmesh:run']);
    const left = (await region().ownGroups('corp')).filter(({ id }) => id === b);
    expect(left[0]?.tags).not.toHaveProperty('vpnmesh:run');
  });
});

it('rules that are there or gone already count as added or revoked', async () => {
  const groupId = await group('rules');
  const rule = { rule: { protocol: 'udp', from: 500, to: 500, cidr: '198.51.100.1/32' }, description: 'x' } as const;
  await region().addRules(groupId, [rule], tags);
  await region().addRules(groupId, [rule, { ...rule, rule: { ...rule.rule, from: 4500, to: 4500 } }], tags);
  const { SecurityGroupRules } = await lab.sandbox
    .ec2()
    .send(new DescribeSecurityGroupRulesCommand({ Filters: [{ Name: 'group-id', Values: [groupId] }] }));
  const ingress = (SecurityGroupRules ?? []).filter(({ IsEgress }) => IsEgress !== true);
  expect(ingress).toHaveLength(2);
  const ids = ingress.flatMap(({ SecurityGroupRuleId }) => SecurityGroupRuleId ?? []);
  await region().revokeRules(groupId, ids.slice(0, 1));
  await region().revokeRules(groupId, ids);
  expect(await region().groupRules(groupId)).toEqual([]);
});
