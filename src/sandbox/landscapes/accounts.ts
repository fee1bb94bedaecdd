/** Landscapes of accounts: who owns what, who manages what, and what is forbidden. */
import { newId } from '#sandbox/api/store/ids.ts';
import { named } from '#sandbox/seed-builder.ts';
import { addVpc, type Landscape, type Place, settle, unnamed } from './landscape.ts';

const sharedVpc: Landscape = {
  about: "a first VPC that is another account's, which shares its subnets (RAM)",
  furnish: ({ region, vpcId, first }) => {
    const vpc = region.vpcs.get(vpcId);
    if (first && vpc !== undefined) region.vpcs.put({ ...vpc, owner: '444455556666' });
  },
};

const blockPublicAccess: Landscape = {
  about: 'VPC Block Public Access: in the first region with an exclusion for the VPC, in the others without one',
  furnish: (place) => {
    const mode = place.first ? 'block-bidirectional' : 'block-ingress';
    settle(place, 'blockPublicAccess', { [place.regionName]: mode });
    if (place.first) settle(place, 'publicAccessExclusions', { [place.vpcId]: 'allow-bidirectional' });
  },
};

const ebsKey: Landscape = {
  about: 'EBS that encrypts by default, in the first region with a key that EC2 cannot use',
  furnish: (place) => {
    const id = `arn:aws:kms:${place.regionName}:${place.world.accountId}:key/0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0`;
    settle(place, 'ebsKeys', { [place.regionName]: { id, byDefault: true, usable: !place.first } });
  },
};

/** What people write into Name, and what scripts make of it. */
const oddNames: readonly string[] = [
  '',
  '   ',
  'tab\there\nand a new line\u001b[31m',
  'x'.repeat(255),
  '🦊 Füchse 北京',
  `"double" 'single' \`back\``,
  '$(touch /tmp/landscape); rm -rf ~',
  '--help',
];

/** A VPC that stands apart for its name. */
export const oddVpcName = `prod "eu" $(id) 🦊`;

async function oddlyNamed(place: Place): Promise<void> {
  const { aws, region, vpcId, octet } = place;
  for (const row of region.routeTables.all()) {
    if (row.vpcId === vpcId && row.tags.Name?.startsWith('private')) {
      region.routeTables.put({ ...row, tags: { Name: oddNames[6] ?? '' } });
    }
  }
  for (const [index, row] of region.subnets.all().entries()) {
    if (row.vpcId === vpcId) region.subnets.put({ ...row, tags: { Name: oddNames[index] ?? '' } });
  }
  for (const [index, name] of oddNames.entries()) {
    const groupId = await aws.make(
      'CreateSecurityGroup',
      { VpcId: vpcId, GroupName: `odd ${index}`, GroupDescription: 'odd', ...named('security-group', name) },
      'groupId',
    );
    await aws.make('CreateTags', { ResourceId: groupId, 'Tag.1.Key': '$(id) "ключ"', 'Tag.1.Value': name });
  }
  for (const index of [0, 1]) {
    await aws.make('CreateVpc', { CidrBlock: `10.${90 + octet}.${index * 16}.0/20`, ...named('vpc', 'twice') });
  }
  await aws.make('CreateVpc', { CidrBlock: `10.${90 + octet}.32.0/20`, ...named('vpc', oddNames[2] ?? '') });
  await addVpc(place, oddVpcName, `10.${40 + octet}.0.0/16`, [`10.${40 + octet}.0.0/24`, `10.${40 + octet}.1.0/24`]);
}

const managedGroups: Landscape = {
  about: 'security groups that Amazon EKS, load balancers and others manage, beside `default`',
  furnish: async ({ region, vpcId, aws }) => {
    const managed: readonly (readonly [string, Readonly<Record<string, string>>])[] = [
      ['eks-cluster-sg-prod-1234567890', { 'aws:eks:cluster-name': 'prod', 'kubernetes.io/cluster/prod': 'owned' }],
      ['k8s-traffic-prod-0a1b2c3d4e', { 'elbv2.k8s.aws/cluster': 'prod' }],
      ['awseb-e-abcdefghij-stack-AWSEBSecurityGroup-1', { 'elasticbeanstalk:environment-name': 'shop' }],
      ['ElasticMapReduce-master', { 'aws:elasticmapreduce:job-flow-id': 'j-1' }],
      ['d-0123456789_controllers', {}],
    ];
    for (const [name, tags] of managed) {
      const group = region.groups.put({ ...unnamed, id: newId('sg'), tags, vpcId, name, description: 'managed' });
      // Each lets itself in, as those of clusters do.
      await aws.make('AuthorizeSecurityGroupIngress', {
        GroupId: group.id,
        'IpPermissions.1.IpProtocol': '-1',
        'IpPermissions.1.Groups.1.GroupId': group.id,
      });
    }
  },
};

export const accountLandscapes = {
  'shared-vpc': sharedVpc,
  'block-public-access': blockPublicAccess,
  'ebs-key': ebsKey,
  'odd-names': {
    about: 'names that are empty, double, very long, or full of what shells and terminals act upon',
    furnish: oddlyNamed,
  },
  'managed-groups': managedGroups,
} as const satisfies Readonly<Record<string, Landscape>>;
