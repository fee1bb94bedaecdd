/** Where in a region instances may be launched: asked for only while one has yet to be. */
import {
  type _InstanceType,
  DescribeAvailabilityZonesCommand,
  type EC2Client,
  paginateDescribeInstanceTypeOfferings,
} from '@aws-sdk/client-ec2';
import type { RegionObservation } from '#mesh/observed/observation.ts';
import { pages } from './lists.ts';
import { need } from './translate.ts';
import { attempts } from './unread.ts';

type Zones = Pick<RegionObservation, 'zones' | 'offeredIn' | 'unread'>;

/** What may not be read is left out, and said. */
export async function observeZones(ec2: EC2Client, instanceTypes: readonly string[]): Promise<Zones> {
  if (instanceTypes.length === 0) return {};
  const { tried, unread } = attempts('zones');
  const [zones, offeredIn] = await Promise.all([
    tried('ec2:DescribeAvailabilityZones', async () => {
      const { AvailabilityZones } = await ec2.send(new DescribeAvailabilityZonesCommand({}));
      return need(AvailabilityZones, 'its list').flatMap(({ ZoneName, ZoneType, State }) =>
        ZoneName === undefined
          ? []
          : [
              {
                name: ZoneName,
                type: ZoneType ?? 'availability-zone',
                ...(State === undefined || State === 'available' ? {} : { state: State }),
              },
            ],
      );
    }),
    tried('ec2:DescribeInstanceTypeOfferings', async () => {
      const Filters = [{ Name: 'instance-type', Values: [...instanceTypes] }];
      const asked = { LocationType: 'availability-zone', Filters } as const;
      const all = await pages(
        paginateDescribeInstanceTypeOfferings({ client: ec2 }, asked),
        (page) => page.InstanceTypeOfferings,
      );
      const zonesOf = (type: string): readonly string[] =>
        all
          .filter(({ InstanceType }) => InstanceType === (type as _InstanceType))
          .flatMap(({ Location }) => Location ?? []);
      return Object.fromEntries(instanceTypes.map((type) => [type, zonesOf(type).toSorted()]));
    }),
  ]);
  return {
    ...(zones === undefined ? {} : { zones }),
    ...(offeredIn === undefined ? {} : { offeredIn }),
    ...(unread.length === 0 ? {} : { unread }),
  };
}
