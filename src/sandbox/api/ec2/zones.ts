/** Regions, zones and what the account may do in them. */
import { type Actions, type QueryAction, reads } from '#sandbox/api/call.ts';
import { regionNames } from '#sandbox/api/store/world.ts';
import { ApiError } from '#sandbox/api/wire/errors.ts';
import { filtered } from './describe.ts';

/** Three zones a region, as most have. */
export const zonesOf = (region: string): readonly string[] => ['a', 'b', 'c'].map((letter) => `${region}${letter}`);

/** The zone's id, the same for every account: `use1-az1`. */
export function zoneId(zone: string): string {
  const [area = '', ...rest] = zone.slice(0, -1).split('-');
  const direction = rest[0] ?? '';
  const short = /^(north|south|east|west)(east|west)?$/.exec(direction);
  const letters = short === null ? direction.slice(0, 1) : `${direction.slice(0, 1)}${short[2]?.slice(0, 1) ?? ''}`;
  return `${area}${letters}${rest[1] ?? ''}-az${zone.charCodeAt(zone.length - 1) - 96}`;
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
    const named = among(zonesOf(call.regionName), call.params.texts('ZoneName'), (name) => name, 'availability zone');
    const zones = filtered(call, named, {
      'zone-name': (zone) => [zone],
      'zone-id': (zone) => [zoneId(zone)],
      'region-name': () => [call.regionName],
      state: () => ['available'],
      'opt-in-status': () => ['opt-in-not-required'],
      'zone-type': () => ['availability-zone'],
    });
    return {
      availabilityZoneInfo: zones.map((zone) => ({
        regionName: call.regionName,
        zoneName: zone,
        zoneId: zoneId(zone),
        zoneState: 'available',
        zoneType: 'availability-zone',
        optInStatus: 'opt-in-not-required',
        groupName: `${call.regionName}-zg-1`,
        networkBorderGroup: call.regionName,
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
