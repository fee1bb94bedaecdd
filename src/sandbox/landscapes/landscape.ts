/** What a landscape is made of: something that other people's accounts have, put into each region that was seeded. */
import type { Route, RouteTable } from '#sandbox/api/store/network-model.ts';
import type { Region } from '#sandbox/api/store/region.ts';
import type { World } from '#sandbox/api/store/world.ts';
import { type Builder, named } from '#sandbox/seed-builder.ts';

/** Any region. */
export interface Anywhere {
  readonly world: World;
  readonly regionName: string;
  readonly region: Region;
  readonly aws: Builder;
}

/** A seeded region. */
export interface Place extends Anywhere {
  readonly vpcId: string;
  /** Of its VPC: 10.N.0.0/16. */
  readonly octet: number;
  /** Those of the other regions' VPCs. */
  readonly others: readonly number[];
  /** Whether it is the first of the seeded regions: some of what there is, is in one of several only. */
  readonly first: boolean;
}

export interface Landscape {
  /** What is there, in a few words. */
  readonly about: string;
  /** What each seeded region gets. */
  readonly furnish?: (place: Place) => Promise<void> | void;
  /** What every region of the account has, seeded or not. */
  readonly everywhere?: (place: Anywhere) => Promise<void> | void;
}

/** What AWS gives every row. */
export const unnamed = { tags: {}, visibleAt: 0 } as const;

/** @throws Error where the seed has no table of that name */
export function tableNamed({ region, vpcId }: Place, name: string): RouteTable {
  const found = region.routeTables.all().find((one) => one.vpcId === vpcId && one.tags.Name === name);
  if (found === undefined) throw new Error(`the seed has no route table ${name}`);
  return found;
}

export function addRoutes({ region }: Place, table: RouteTable, routes: readonly Route[]): void {
  const now = region.routeTables.get(table.id) ?? table;
  region.routeTables.put({ ...now, routes: [...now.routes, ...routes] });
}

/** A subnet that the table serves. @returns its id */
export async function addSubnet(
  { aws, vpcId }: Pick<Place, 'aws' | 'vpcId'>,
  wish: { readonly zone: string; readonly cidr: string; readonly name: string; readonly tableId: string },
): Promise<string> {
  const asked = { VpcId: vpcId, AvailabilityZone: wish.zone, CidrBlock: wish.cidr, ...named('subnet', wish.name) };
  const subnetId = await aws.make('CreateSubnet', asked, 'subnet', 'subnetId');
  await aws.make('AssociateRouteTable', { RouteTableId: wish.tableId, SubnetId: subnetId });
  return subnetId;
}

/** A VPC besides the seeded one: an Internet gateway, a public subnet in zones a and b, all served by the main table. @returns its id */
export async function addVpc(
  { aws, region, regionName }: Anywhere,
  name: string,
  cidr: string,
  subnetCidrs: readonly [string, string],
): Promise<string> {
  const vpcId = await aws.make('CreateVpc', { CidrBlock: cidr, ...named('vpc', name) }, 'vpc', 'vpcId');
  const gatewayId = await aws.make('CreateInternetGateway', {}, 'internetGateway', 'internetGatewayId');
  await aws.make('AttachInternetGateway', { InternetGatewayId: gatewayId, VpcId: vpcId });
  const main = region.routeTables.all().find((one) => one.vpcId === vpcId)?.id ?? '';
  await aws.make('CreateRoute', { RouteTableId: main, DestinationCidrBlock: '0.0.0.0/0', GatewayId: gatewayId });
  for (const [index, letter] of ['a', 'b'].entries()) {
    const zone = `${regionName}${letter}`;
    await aws.make('CreateSubnet', { VpcId: vpcId, AvailabilityZone: zone, CidrBlock: subnetCidrs[index] ?? '' });
  }
  return vpcId;
}

/** Settings are the whole account's: each region adds its own. */
export function settle<K extends 'missingTypes' | 'ebsKeys' | 'blockPublicAccess' | 'publicAccessExclusions'>(
  { world }: Pick<Place, 'world'>,
  name: K,
  more: World['settings'][K],
): void {
  world.settings = { ...world.settings, [name]: { ...world.settings[name], ...more } };
}
