/** One run at a time on a mesh that exists: its groups carry the name of the run that works on it. */
import { OperatorError } from '#mesh/errors.ts';
import { leaseMs, leaseTag, readLease } from '#mesh/lease.ts';
import type { Tags } from '#mesh/names.ts';
import { tagKeys } from '#mesh/names.ts';
import { ownedConcentrators } from '#mesh/owned.ts';
import type { RunContext } from './context.ts';

/** Longer than the time between another run's look and its mark, so that one of two sees the other's. */
const settleMs = 1_000;

export interface HeldLease {
  release(): Promise<void>;
}

/** Marks every group of the mesh as worked on, for as long as the run lasts. @throws OperatorError that says who works there */
export async function takeLease(context: RunContext): Promise<HeldLease> {
  const places = [...groupsOf(context).keys()];
  const look = async (): Promise<void> => {
    const found = await Promise.all(places.map((region) => context.cloud.region(region).ownGroups(context.mesh.name)));
    for (const { tags } of found.flat()) refuseIfTaken(tags, context);
  };
  if (places.length > 0) {
    await look();
    await mark(context);
    await context.clock.pause(settleMs);
    await look();
  }
  // A mark that fails is tried again with the next; the lease outlives two that fail.
  const beat = setInterval(() => void mark(context).catch(() => undefined), leaseMs / 3);
  beat.unref();
  return {
    release: async () => {
      clearInterval(beat);
      await Promise.allSettled(
        [...groupsOf(context)].map(([region, ids]) => context.cloud.region(region).untag(ids, [tagKeys.run])),
      );
    },
  };
}

/** @throws OperatorError when the tags name another run that is alive, as far as can be told */
export function refuseIfTaken(
  tags: Tags,
  { mesh, runId, isGone, clock }: Pick<RunContext, 'mesh' | 'runId' | 'isGone' | 'clock'>,
): void {
  const lease = readLease(tags[tagKeys.run]);
  if (lease === undefined || lease.owner === runId || !(lease.until > clock.now()) || isGone(lease.owner)) return;
  throw new OperatorError(
    `another run works on mesh ${mesh.name} right now: ${lease.owner}`,
    `wait until it has finished; if it is dead, run the same command again after ${lease.until.toISOString()} and it takes over`,
  );
}

async function mark(context: RunContext): Promise<void> {
  const value = leaseTag(context.runId, context.clock.now());
  await Promise.all(
    [...groupsOf(context)].map(([region, ids]) => context.cloud.region(region).tag(ids, { [tagKeys.run]: value })),
  );
}

/** Ids of the mesh's groups by region: those observed and those made since. */
function groupsOf({ mesh, observation, known }: RunContext): ReadonlyMap<string, readonly string[]> {
  const byRegion = new Map<string, readonly string[]>();
  const add = (region: string, ids: readonly string[]): void => {
    const all = [...new Set([...(byRegion.get(region) ?? []), ...ids])];
    if (all.length > 0) byRegion.set(region, all);
  };
  for (const { region, groups } of ownedConcentrators(mesh.name, observation))
    add(
      region,
      groups.map(({ id }) => id),
    );
  for (const { name, region } of mesh.concentrators) add(region, Object.values(known.get(name).groupIds));
  return byRegion;
}
