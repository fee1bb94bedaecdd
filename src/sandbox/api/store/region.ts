/** Everything one region holds. */
import type { LogGroup, LogStream } from './account-model.ts';
import type { ClientToken, Instance, KeyPair, Volume } from './compute-model.ts';
import type {
  Address,
  InternetGateway,
  NetworkAcl,
  NetworkInterfaceRow,
  RouteTable,
  SecurityGroup,
  SecurityGroupRule,
  Subnet,
  Vpc,
} from './network-model.ts';
import { Table } from './table.ts';

export interface RegionRows {
  readonly vpcs: readonly Vpc[];
  readonly subnets: readonly Subnet[];
  readonly gateways: readonly InternetGateway[];
  readonly routeTables: readonly RouteTable[];
  readonly acls: readonly NetworkAcl[];
  readonly groups: readonly SecurityGroup[];
  readonly rules: readonly SecurityGroupRule[];
  readonly addresses: readonly Address[];
  readonly interfaces: readonly NetworkInterfaceRow[];
  readonly instances: readonly Instance[];
  readonly volumes: readonly Volume[];
  readonly keyPairs: readonly KeyPair[];
  readonly clientTokens: readonly ClientToken[];
  readonly logGroups: readonly LogGroup[];
  readonly logStreams: readonly LogStream[];
}

export type Region = { readonly [K in keyof RegionRows]: Table<RegionRows[K][number]> };

/** @param rows what was saved; tables that are absent begin empty */
export function openRegion(rows: Partial<RegionRows>, changed: () => void): Region {
  const table = <K extends keyof RegionRows>(name: K): Table<RegionRows[K][number]> =>
    new Table<RegionRows[K][number]>(rows[name] ?? [], changed);
  return {
    vpcs: table('vpcs'),
    subnets: table('subnets'),
    gateways: table('gateways'),
    routeTables: table('routeTables'),
    acls: table('acls'),
    groups: table('groups'),
    rules: table('rules'),
    addresses: table('addresses'),
    interfaces: table('interfaces'),
    instances: table('instances'),
    volumes: table('volumes'),
    keyPairs: table('keyPairs'),
    clientTokens: table('clientTokens'),
    logGroups: table('logGroups'),
    logStreams: table('logStreams'),
  };
}
