/** What the landscapes are called: apart from them, so that help can name them without loading a sandbox. */
export const landscapeNames = [
  'ipv6-subnets',
  'secondary-cidrs',
  'same-secondary-cidr',
  'local-zones',
  'default-vpcs',
  'full-subnets',
  'missing-types',
  'edge-tables',
  'other-routes',
  'propagated-routes',
  'shared-vpc',
  'block-public-access',
  'ebs-key',
  'odd-names',
  'managed-groups',
] as const;

export type LandscapeName = (typeof landscapeNames)[number];

export const isLandscape = (name: string): name is LandscapeName => landscapeNames.some((one) => one === name);
