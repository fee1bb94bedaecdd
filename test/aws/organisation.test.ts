/** What an organisation wants of everything that is made: tags of its own, a path and a boundary for the role. */

import { ListTagsForResourceCommand } from '@aws-sdk/client-cloudwatch-logs';
import { DescribeTagsCommand } from '@aws-sdk/client-ec2';
import { GetRoleCommand } from '@aws-sdk/client-iam';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAwsCloud } from '#aws/cloud.ts';
import { withOwnTags } from '#aws/own-tags.ts';
import { officialImage } from '#linux/distributions.ts';
import { ownershipTags, type Role } from '#mesh/names.ts';
import type { Cloud } from '#ports/cloud.ts';
import { type CloudUnderTest, startCloud } from './cloud.ts';

const boundary = 'arn:aws:iam::123456789012:policy/network/boundary';
const own = { team: 'network', 'cost centre': '42', 'vpnmesh:mesh': 'somebody', Name: 'mine' };
const sampleKey = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIEtUZGVtb25zdHJhdGlvbmtleW5vdGhpbmdlbHNlMTIzNDU2 organisation';
const names = { name: 'vpnmesh-corp', policyName: 'logs' };

let lab: CloudUnderTest;
let cloud: Cloud;
beforeAll(async () => {
  lab = await startCloud();
  cloud = createAwsCloud({ regions: ['us-east-1'], tags: own, role: { path: '/network/', boundary } });
}, 20_000);
afterAll(async () => {
  cloud?.close();
  await lab?.end();
});

const tags = (role: Role) => ownershipTags('corp', role, 'us-east-1');

describe('the role', () => {
  it('stands under the path, with the boundary, and is found and taken away all the same', async () => {
    const policy = '{"Version":"2012-10-17","Statement":[]}';
    await cloud.iam.createRole({ ...names, policy, tags: tags('role'), record: {} });
    await cloud.iam.createProfile({ name: names.name, roleName: names.name, tags: tags('role') });
    const { role, profile } = await cloud.iam.observe(names);
    expect(role).toMatchObject({ arn: expect.stringMatching(/:role\/network\/vpnmesh-corp$/), boundary });
    expect(profile).toMatchObject({ arn: expect.stringMatching(/:instance-profile\/network\/vpnmesh-corp$/) });
    for (const one of [role, profile])
      expect(one?.tags).toMatchObject({ team: 'network', 'vpnmesh:mesh': 'corp', Name: 'vpnmesh-corp-us-east-1' });
    expect(await cloud.iam.inspect(names)).toMatchObject({ ok: true, value: { profileRoles: [names.name] } });
    // A second run completes what is there, whatever its own tags are by then.
    const changed = createAwsCloud({ regions: ['us-east-1'], tags: { team: 'other' } });
    await changed.iam.createRole({ ...names, policy, tags: tags('role'), record: {} });
    await changed.iam.createProfile({ name: names.name, roleName: names.name, tags: tags('role') });
    await changed.iam.deleteProfile({ name: names.name, roleName: names.name });
    await changed.iam.deleteRole(names);
    changed.close();
    await expect(lab.sandbox.iam().send(new GetRoleCommand({ RoleName: names.name }))).rejects.toThrow(
      /cannot be found/,
    );
  });
});

describe('everything that is made', () => {
  it('carries the tags of the spec beside those of vpnmesh, which they never replace', {
    timeout: 30_000,
  }, async () => {
    const region = cloud.region('us-east-1');
    const groupId = await region.createGroup({
      name: 'own',
      vpcId: lab.vpcId,
      description: 'own',
      tags: tags('group'),
    });
    const rule = { protocol: 'udp', from: 500, to: 500, cidr: '192.0.2.1/32' } as const;
    await region.addRules(groupId, [{ rule, description: 'own' }], tags('rule'));
    const address = await region.allocateAddress(tags('address'));
    const nic = await region.createInterface({
      ...{ subnetId: lab.subnetId, groupIds: [groupId], description: 'own' },
      token: (attempt) => `nic-${attempt}`,
      tags: tags('interface'),
    });
    await region.importKey({ name: 'own', publicKey: sampleKey, tags: tags('key') });
    const policy = '{"Version":"2012-10-17","Statement":[]}';
    await cloud.iam.createRole({ ...names, policy, tags: tags('role'), record: {} });
    await cloud.iam.createProfile({ name: names.name, roleName: names.name, tags: tags('role') });
    const { owner, namePattern } = officialImage('debian-12');
    const image = await region.latestImage({
      ...{ owner, namePattern: namePattern.x86_64, architecture: 'x86_64' },
    });
    const instance = await region.runInstance({
      ...{ imageId: image.id, root: image.root, instanceType: 't3.small', interfaceId: nic.id },
      ...{ keyName: 'own', profileName: names.name, tags: tags('concentrator'), volumeTags: tags('volume') },
      token: (attempt) => `run-${attempt}`,
    });
    // What an audit compares: the instance's profile, and the one of the role.
    const { settings } = await region.inspect({ mesh: 'corp', vpcs: [lab.vpcId], logGroup: '/vpnmesh/corp' });
    const { profile } = await cloud.iam.observe(names);
    expect(profile?.arn).toContain('instance-profile/network/');
    expect(settings).toMatchObject({ ok: true, value: [{ profile: profile?.arn }] });
    await region.createLogGroup('/vpnmesh/corp', tags('logs'));

    const { Tags = [] } = await lab.sandbox.ec2().send(new DescribeTagsCommand({}));
    const kinds = new Map(Tags.map(({ ResourceId = '', ResourceType = '' }) => [ResourceId, String(ResourceType)]));
    const made = Tags.filter(({ Key, Value }) => Key === 'vpnmesh:mesh' && Value === 'corp').map(
      ({ ResourceId = '' }) => ResourceId,
    );
    expect(made.map((id) => kinds.get(id)).toSorted()).toEqual(
      [
        'elastic-ip',
        'instance',
        'key-pair',
        'network-interface',
        'security-group',
        'security-group-rule',
        'volume',
      ].toSorted(),
    );
    expect(made).toEqual(expect.arrayContaining([groupId, address.allocationId, nic.id, instance.id]));
    for (const id of made) {
      const there = Object.fromEntries(
        Tags.filter((one) => one.ResourceId === id).map(({ Key, Value }) => [Key, Value]),
      );
      expect(there).toMatchObject({ team: 'network', 'cost centre': '42', Name: 'vpnmesh-corp-us-east-1' });
    }
    const arn = `arn:aws:logs:us-east-1:${(await cloud.identity()).account}:log-group:/vpnmesh/corp`;
    const logs = await lab.sandbox.logs().send(new ListTagsForResourceCommand({ resourceArn: arn }));
    expect(logs.tags).toMatchObject({ team: 'network', 'vpnmesh:mesh': 'corp' });
  });

  it('that is no making is left as it is', () => {
    const lease = { Resources: ['i-1'], Tags: [{ Key: 'vpnmesh:run', Value: 'x' }] };
    expect(withOwnTags(own, 'CreateTagsCommand', lease)).toBe(lease);
    expect(withOwnTags(own, 'TagRoleCommand', lease)).toBe(lease);
  });
});
