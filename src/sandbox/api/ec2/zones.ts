/** Regions, zones and what the account may do in them. */
import { type Actions, type QueryAction, type QueryCall, reads } from '#sandbox/api/call.ts';
import { regionNames } from '#sandbox/api/store/world.ts';
import { ApiError } from '#sandbox/api/wire/errors.ts';
import { filtered } from './describe.ts';

/** Three zones a region, as most have. */
export const zonesOf = (region: string): readonly string[] => ['a', 'b', 'c'].map((letter) => `${region}${letter}`);

interface Zone {
  readonly name: string;
  readonly type: 'availability-zone' | 'local-zone' | 'wavelength-zone';
}

/** All zones that the account may use. */
export function zonesFor({ regionName, world }: QueryCall): readonly Zone[] {
  const local = world.settings.localZones.filter((name) => name.startsWith(`${regionName}-`));
  return [
    ...zonesOf(regionName).map((name): Zone => ({ name, type: 'availability-zone' })),
    ...local.map((name): Zone => ({ name, type: name.includes('-wl1-') ? 'wavelength-zone' : 'local-zone' })),
  ];
}

/** The zones that offer an instance type. */
export const offeredIn = (call: QueryCall, type: string): readonly string[] =>
  zonesFor(call)
    .map(({ name }) => name)
    .filter((zone) => call.world.settings.missingTypes[zone]?.includes(type) !== true);

/** The group by which one opts in: `us-east-1-bos-1`, `us-east-1-wl1`. */
const groupOf = ({ name, type }: Zone): string =>
  type === 'local-zone' ? name.slice(0, -1) : name.replace(/-wl1-.*/, '-wl1');

/** The zone's id, the same for every account: `use1-az1`. */
export function zoneId(zone: string): string {
  if (zone.includes('-wl1-'))
    return zone.replace(
      /^(.*)-wl1-(.*)-wlz-(\d)$/,
      (_, region: string, city: string, n: string) =>
        `${zoneId(`${region}a`).replace(/-az1$/, '')}-wl1-${city}-wlz${n}`,
    );
  const [area = '', ...rest] = zone.slice(0, -1).split('-');
  const direction = rest[0] ?? '';
  const short = /^(north|south|east|west)(east|west)?$/.exec(direction);
  const letters = short === null ? direction.slice(0, 1) : `${direction.slice(0, 1)}${short[2]?.slice(0, 1) ?? ''}`;
  // Of a Local Zone: `use1-bos1-az1` for us-east-1-bos-1a.
  const local = rest.length > 2 ? `-${rest.slice(2).join('')}` : '';
  return `${area}${letters}${rest[1] ?? ''}${local}-az${zone.charCodeAt(zone.length - 1) - 96}`;
}

function among<T>(rows: readonly T[], asked: readonly string[], name: (row: T) => string, noun: string): readonly T[] {
  const unknown = asked.find((one) => !rows.some((row) => name(row) === one));
  if (unknown !== undefined) throw new ApiError('InvalidParameterValue', `Invalid ${noun}: [${unknown}]`);
  return asked.length === 0 ? rows : rows.filter((row) => asked.includes(name(row)));
}

const attributes = (addresses: number): Readonly<Record<string, readonly string[]>> => ({
  'supported-platforms': ['VPC'],
  'default-vpc': ['none'],
  'max-instances': ['20'],
  'vpc-max-security-groups-per-interface': ['5'],
  'max-elastic-ips': [String(addresses)],
  'vpc-max-elastic-ips': [String(addresses)],
});

export const zoneActions: Actions<QueryAction> = {
  DescribeRegions: reads((call) => {
    const named = among(regionNames, call.params.texts('RegionName'), (name) => name, 'region');
    const regions = filtered(call, named, {
      'region-name': (name) => [name],
      endpoint: (name) => [`ec2.${name}.amazonaws.com`],
      'opt-in-status': () => ['opt-in-not-required'],
    });
    return {
      regionInfo: regions.map((name) => ({
        regionName: name,
        regionEndpoint: `ec2.${name}.amazonaws.com`,
        optInStatus: 'opt-in-not-required',
      })),
    };
  }),
  DescribeAvailabilityZones: reads((call) => {
    const named = among(zonesFor(call), call.params.texts('ZoneName'), ({ name }) => name, 'availability zone');
    const optIn = ({ type }: Zone): string => (type === 'availability-zone' ? 'opt-in-not-required' : 'opted-in');
    const zones = filtered(call, named, {
      'zone-name': ({ name }) => [name],
      'zone-id': ({ name }) => [zoneId(name)],
      'region-name': () => [call.regionName],
      state: () => ['available'],
      'opt-in-status': (zone) => [optIn(zone)],
      'zone-type': ({ type }) => [type],
    });
    return {
      availabilityZoneInfo: zones.map((zone) => ({
        regionName: call.regionName,
        zoneName: zone.name,
        zoneId: zoneId(zone.name),
        zoneState: 'available',
        zoneType: zone.type,
        optInStatus: optIn(zone),
        ...(zone.type !== 'availability-zone'
          ? {
              groupName: groupOf(zone),
              networkBorderGroup: zone.type === 'local-zone' ? groupOf(zone) : zone.name,
              parentZoneName: `${call.regionName}a`,
              parentZoneId: zoneId(`${call.regionName}a`),
            }
          : { groupName: `${call.regionName}-zg-1`, networkBorderGroup: call.regionName }),
        messageSet: [],
      })),
    };
  }),
  DescribeAccountAttributes: reads(({ params, world }) => {
    const asked = params.texts('AttributeName');
    return {
      accountAttributeSet: Object.entries(attributes(world.settings.quotas.addresses))
        .filter(([name]) => asked.length === 0 || asked.includes(name))
        .map(([attributeName, values]) => ({
          attributeName,
          attributeValueSet: values.map((attributeValue) => ({ attributeValue })),
        })),
    };
  }),
};
