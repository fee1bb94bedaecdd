/** Where in a region instances may be launched: asked for only while one has yet to be. */
import {
  type _InstanceType,
  DescribeAvailabilityZonesCommand,
  type EC2Client,
  paginateDescribeInstanceTypeOfferings,
} from '@aws-sdk/client-ec2';
import type { RegionObservation } from '#mesh/observed/observation.ts';
import { codeOf, failureOf } from './failure.ts';
import { pages } from './lists.ts';
import { need } from './translate.ts';

type Zones = Pick<RegionObservation, 'zones' | 'offeredIn' | 'unread'>;

/** What may not be read is left out, and said. */
export async function observeZones(ec2: EC2Client, instanceTypes: readonly string[]): Promise<Zones> {
  if (instanceTypes.length === 0) return {};
  const unread: { action: string; why: string }[] = [];
  const tried = async <T>(action: string, ask: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await ask();
    } catch (error) {
      const kind = failureOf(codeOf(error));
      if (kind === 'credentials') throw error;
      unread.push({
        action,
        why: kind === 'denied' ? 'denied' : error instanceof Error ? error.message : String(error),
      });
      return undefined;
    }
  };
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
