/** Which checks go by which enumerations of AWS's answers, and which values are as good as the one that is told. */

export interface JudgedBy {
  readonly operation: string;
  readonly path: string;
  /** None of its passes stands when the member has another value, */
  readonly check: string;
  /** but for these. */
  readonly butNot: readonly string[];
}

const instance = 'reservationSet/item/instancesSet/item';

export const judgedBy: readonly JudgedBy[] = [
  {
    operation: 'ec2:DescribeInstances',
    path: `${instance}/instanceState/name`,
    check: 'aws.instance-health',
    butNot: ['running'],
  },
  {
    operation: 'ec2:DescribeInstances',
    path: `${instance}/metadataOptions/httpTokens`,
    check: 'aws.imdsv2',
    butNot: ['required'],
  },
  // The first checks after a start have found nothing yet; that takes minutes, and the host is judged by itself.
  ...['instanceStatus', 'systemStatus'].map((one) => ({
    operation: 'ec2:DescribeInstanceStatus',
    path: `instanceStatusSet/item/${one}/status`,
    check: 'aws.instance-health',
    butNot: ['ok', 'initializing'],
  })),
  {
    operation: 'ec2:DescribeRouteTables',
    path: 'routeTableSet/item/routeSet/item/state',
    check: 'aws.route-blackhole',
    butNot: ['active'],
  },
  {
    operation: 'ec2:DescribeNetworkAcls',
    path: 'networkAclSet/item/entrySet/item/ruleAction',
    check: 'aws.network-acl',
    butNot: ['allow'],
  },
];

/** What without this member nobody can tell from what is somebody else's: it may be absent in truth. */
const mayBeAbsent: Readonly<Record<string, readonly string[]>> = {
  // Found by its name, whoever made it.
  'ec2:DescribeKeyPairs': ['keySet/item/tagSet'],
  'iam:GetRole': ['GetRoleResult/Role/Tags'],
  'iam:GetInstanceProfile': ['GetInstanceProfileResult/InstanceProfile/Tags'],
  'logs:ListTagsForResource': ['tags', 'tags/vpnmesh:mesh'],
  // A target of a kind that is younger than we are; without its interface it becomes a blackhole.
  'ec2:DescribeRouteTables': ['routeTableSet/item/routeSet/item/networkInterfaceId'],
};

/** Beginnings of complaints that are none: with this value, or without any, it is so in truth. */
export function asItShouldBe(operation: string, path: string, value?: string): readonly string[] {
  if (value === undefined) return mayBeAbsent[operation]?.includes(path) ? ['destroy leaves'] : [];
  if (operation !== 'ec2:DescribeInstances') return [];
  // What is terminated is gone, and needs no end.
  if (path === `${instance}/instanceState/name` && value === 'terminated')
    return ['destroy leaves: us-east-1/terminate'];
  if (path === `${instance}/metadataOptions/httpTokens` && value === 'required') return ['passes: aws.imdsv2'];
  // A service that is off hands out nothing, with tokens or without.
  if (path === `${instance}/metadataOptions/httpEndpoint` && value === 'disabled') return ['passes: aws.imdsv2'];
  return [];
}
