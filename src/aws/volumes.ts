/** The mesh's volumes with their tags: asked for only while the spec has tags of the operator's own. */
import type { EC2Client, Volume } from '@aws-sdk/client-ec2';
import type { RegionObservation, TaggedVolume } from '#mesh/observed/observation.ts';
import { taggedLists } from './lists.ts';
import { need, optional, toTags } from './translate.ts';
import { attempts } from './unread.ts';

/** What may not be read is left out, and said. */
export async function observeVolumes(
  ec2: EC2Client,
  mesh: string,
): Promise<Pick<RegionObservation, 'volumes' | 'unread'>> {
  const { tried, unread } = attempts('volumes');
  const volumes = await tried('ec2:DescribeVolumes', async () =>
    (await taggedLists(ec2, mesh).volumes()).map(toVolume),
  );
  return {
    ...(volumes === undefined ? {} : { volumes: volumes.toSorted((a, b) => (a.id < b.id ? -1 : 1)) }),
    ...(unread.length === 0 ? {} : { unread }),
  };
}

function toVolume(volume: Volume): TaggedVolume {
  return {
    id: need(volume.VolumeId, 'a volume id'),
    ...optional('instanceId', volume.Attachments?.[0]?.InstanceId),
    tags: toTags(volume.Tags),
  };
}
