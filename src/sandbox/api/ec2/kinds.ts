/** EC2's resource kinds: id prefix, tag resource type, and the error for an id that is not there. */
import type { Region } from '#sandbox/api/store/region.ts';
import type { Resource, Table } from '#sandbox/api/store/table.ts';
import { ApiError } from '#sandbox/api/wire/errors.ts';

export const kinds = {
  vpcs: { prefix: 'vpc', type: 'vpc', code: 'InvalidVpcID', noun: 'vpc ID' },
  subnets: { prefix: 'subnet', type: 'subnet', code: 'InvalidSubnetID', noun: 'subnet ID' },
  gateways: { prefix: 'igw', type: 'internet-gateway', code: 'InvalidInternetGatewayID', noun: 'internetGateway ID' },
  routeTables: { prefix: 'rtb', type: 'route-table', code: 'InvalidRouteTableID', noun: 'routeTable ID' },
  acls: { prefix: 'acl', type: 'network-acl', code: 'InvalidNetworkAclID', noun: 'networkAcl ID' },
  groups: { prefix: 'sg', type: 'security-group', code: 'InvalidGroup', noun: 'security group' },
  rules: {
    prefix: 'sgr',
    type: 'security-group-rule',
    code: 'InvalidSecurityGroupRuleId',
    noun: 'security group rule ID',
  },
  addresses: { prefix: 'eipalloc', type: 'elastic-ip', code: 'InvalidAllocationID', noun: 'allocation ID' },
  interfaces: {
    prefix: 'eni',
    type: 'network-interface',
    code: 'InvalidNetworkInterfaceID',
    noun: 'networkInterface ID',
  },
  instances: { prefix: 'i', type: 'instance', code: 'InvalidInstanceID', noun: 'instance ID' },
  volumes: { prefix: 'vol', type: 'volume', code: 'InvalidVolume', noun: 'volume' },
  keyPairs: { prefix: 'key', type: 'key-pair', code: 'InvalidKeyPair', noun: 'key pair' },
} as const;

export type Kind = keyof typeof kinds;
export type Row<K extends Kind> = ReturnType<Region[K]['all']>[number];

/** The error AWS answers for ids of a kind that do not exist (or not yet). */
export function notFound(kind: Kind, ids: readonly string[]): ApiError {
  const { prefix, code, noun } = kinds[kind];
  const malformed = ids.find((id) => !new RegExp(`^${prefix}-[0-9a-f]{8,17}$`).test(id));
  if (malformed !== undefined && kind !== 'keyPairs') {
    return new ApiError(`${code}.Malformed`, `Invalid id: "${malformed}" (expecting "${prefix}-...")`);
  }
  return ids.length === 1
    ? new ApiError(`${code}.NotFound`, `The ${noun} '${ids.join()}' does not exist`)
    : new ApiError(`${code}.NotFound`, `The ${noun}s '${ids.join(', ')}' do not exist`);
}

/** The row with this id, if it has become visible. */
export function visible<K extends Kind>(region: Region, kind: K, id: string, now: number): Row<K> | undefined {
  const table: { get(id: string): Resource | undefined } = region[kind];
  const row = table.get(id);
  return row !== undefined && row.visibleAt <= now ? (row as Row<K>) : undefined;
}

/** @throws ApiError Invalid….NotFound */
export function need<K extends Kind>(region: Region, kind: K, id: string, now: number): Row<K> {
  const row = visible(region, kind, id, now);
  if (row === undefined) throw notFound(kind, [id]);
  return row;
}

/** The kind an id belongs to by its prefix. */
export function kindOf(id: string): Kind | undefined {
  const prefix = id.slice(0, id.lastIndexOf('-'));
  return (Object.keys(kinds) as Kind[]).find((kind) => kinds[kind].prefix === prefix);
}

/** A table of the region seen as one of plain resources, for what all kinds have in common: tags. */
export const asResources = (
  region: Region,
  kind: Kind,
): Pick<Table<Resource>, 'get' | 'all'> & { put(row: Resource): void } => region[kind] as unknown as Table<Resource>;

export const dependencyViolation = (message: string): ApiError => new ApiError('DependencyViolation', message);
