/** Where a mesh is looked for, on a sandbox over HTTP. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { observeMesh } from '#app/run/observe.ts';
import { logsPolicyName, ownershipTags } from '#mesh/names.ts';
import { regionTags } from '#mesh/observed/region-record.ts';
import { parseSpec } from '#mesh/spec/spec.ts';
import { type CloudUnderTest, startCloud } from '../../aws/cloud.ts';

let lab: CloudUnderTest;
const parsed = parseSpec(
  'mesh: corp\nmembers:\n  - {region: us-east-1, vpc: us-east-1}\n  - {region: us-east-2, vpc: us-east-2}\n',
  'vpnmesh.yaml',
);

beforeAll(async () => {
  lab = await startCloud(['us-east-1', 'us-east-2', 'eu-west-1']);
});
afterAll(async () => {
  await lab.end();
});

async function asked(
  thorough = false,
): Promise<{ readonly seen: readonly string[]; readonly regions: readonly string[] }> {
  const before = lab.sandbox.requests().length;
  const { regions } = await observeMesh(lab.cloud, parsed, { thorough });
  const ec2 = lab.sandbox
    .requests()
    .slice(before)
    .filter(({ service }) => service === 'ec2');
  return {
    seen: regions.map(({ region }) => region),
    regions: [...new Set(ec2.map(({ region }) => region))].toSorted(),
  };
}

const group = async (region: string): Promise<string> => {
  const { vpcs } = await lab.cloud.region(region).observe({ mesh: 'corp', vpcs: [], logGroup: '/x' });
  return lab.cloud.region(region).createGroup({
    name: `vpnmesh-corp-${region}`,
    vpcId: vpcs[0]?.id ?? '',
    description: 'test',
    tags: ownershipTags('corp', 'group', region),
  });
};

describe('a mesh', () => {
  it('that has never been is looked for where it is to be; everywhere by whoever takes it away', async () => {
    expect(await asked()).toEqual({ seen: ['us-east-1', 'us-east-2'], regions: ['us-east-1', 'us-east-2'] });
    expect((await asked(true)).regions).toContain('ap-south-1');
  });

  it('of which there are traces and no record is looked for everywhere', async () => {
    await group('us-east-1');
    await group('eu-west-1');
    const found = await asked();
    expect(found.seen).toEqual(['us-east-1', 'us-east-2', 'eu-west-1']);
    expect(found.regions).toContain('ap-south-1');
  });

  it('is looked for where its role says, and nowhere else', async () => {
    await lab.cloud.iam.createRole({
      name: 'vpnmesh-corp',
      policyName: logsPolicyName,
      policy: JSON.stringify({ Version: '2012-10-17', Statement: [] }),
      tags: ownershipTags('corp', 'role'),
      record: regionTags(['us-east-1', 'us-east-2']),
    });
    expect((await asked()).regions).toEqual(['us-east-1', 'us-east-2']);
    await lab.cloud.iam.tagRole('vpnmesh-corp', regionTags(['eu-west-1']));
    expect(await asked(true)).toEqual({
      seen: ['us-east-1', 'us-east-2', 'eu-west-1'],
      regions: ['eu-west-1', 'us-east-1', 'us-east-2'],
    });
    await lab.cloud.iam.untagRole('vpnmesh-corp', Object.keys(regionTags(['eu-west-1'])));
    expect((await asked()).seen).toEqual(['us-east-1', 'us-east-2']);
  });
});
