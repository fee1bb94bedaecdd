/** The lease: one run at a time changes an existing mesh, and the mesh's groups carry its owner. */

import { OperatorError } from '#mesh/errors.ts';
import { type Lease, leaseMs, leaseTag, readLease } from '#mesh/lease-tag.ts';
import { type Tags, tagKeys } from '#mesh/names.ts';
import type { ObservedGroup } from '#mesh/observed/observation.ts';
import { ownedConcentrators } from '#mesh/observed/owned.ts';
import { utcText } from '#mesh/time-text.ts';
import type { RunContext } from './context.ts';

/** Longer than the time between a run's read and its write, so that one of two runs sees the other. */
const settleMs = 1_000;
const firstBeatMs = 5_000;

export interface HeldLease {
  /** Fires when another run has taken over because this one's lease expired: no step may start. */
  readonly lost: AbortSignal;
  release(): Promise<void>;
}

/** What the lease needs from a run. */
export type Claimant = Pick<
  RunContext,
  'mesh' | 'observation' | 'inventory' | 'cloud' | 'clock' | 'runId' | 'isGone' | 'operator'
>;

/** Takes the lease on every group of the mesh for the duration of the run. @throws OperatorError that names its holder */
export async function takeLease(run: Claimant): Promise<HeldLease> {
  const lost = new AbortController();
  if (groupsOf(run).size > 0) {
    await lookAround(run);
    try {
      await mark(run);
      await run.clock.pause(settleMs);
      await lookAround(run);
    } catch (error) {
      await unmark(run);
      throw error;
    }
  }
  const beat = async (): Promise<void> => {
    const other = (await ownGroups(run)).map(({ tags }) => livingLease(tags, run)).find((one) => one !== undefined);
    if (other === undefined) return mark(run);
    if (!lost.signal.aborted) {
      run.operator.notify({
        type: 'note',
        text: `stopping: ${other.owner} has taken over mesh ${run.mesh.name}, because this run did not renew its lease`,
      });
    }
    lost.abort();
  };
  // A failed renewal is retried at the next beat; the lease survives several failures.
  const soon = setTimeout(() => void beat().catch(() => undefined), firstBeatMs);
  const often = setInterval(() => void beat().catch(() => undefined), leaseMs / 6);
  for (const timer of [soon, often]) timer.unref();
  return {
    lost: lost.signal,
    release: async () => {
      clearTimeout(soon);
      clearInterval(often);
      await unmark(run).catch(() => undefined);
    },
  };
}

/** The lease of another run that still seems to be alive. */
export function livingLease(
  tags: Tags,
  { runId, isGone, clock }: Pick<RunContext, 'runId' | 'isGone' | 'clock'>,
): Lease | undefined {
  const lease = readLease(tags[tagKeys.run]);
  const over = lease === undefined || lease.owner === runId || !(lease.until > clock.now()) || isGone(lease.owner);
  return over ? undefined : lease;
}

/** @throws OperatorError if another live run holds the lease */
export function refuseIfTaken(tags: Tags, run: Pick<RunContext, 'mesh' | 'runId' | 'isGone' | 'clock'>): void {
  const lease = livingLease(tags, run);
  if (lease === undefined) return;
  throw new OperatorError(
    `another run is changing mesh ${run.mesh.name}: ${lease.owner}`,
    `wait until it has finished; if it died, run the same command again after ${utcText(lease.until)}: it takes over`,
  );
}

async function lookAround(run: Claimant): Promise<void> {
  for (const { tags } of await ownGroups(run)) refuseIfTaken(tags, run);
}

async function ownGroups(run: Claimant): Promise<readonly ObservedGroup[]> {
  const regions = [...groupsOf(run).keys()];
  return (await Promise.all(regions.map((region) => run.cloud.region(region).ownGroups(run.mesh.name)))).flat();
}

async function mark(run: Claimant): Promise<void> {
  const tags = { [tagKeys.run]: leaseTag(run.runId, run.clock.now()) };
  await Promise.all(
    [...groupsOf(run)].flatMap(([region, ids]) => ids.map((id) => run.cloud.region(region).tagIfThere(id, tags))),
  );
}

/** Releases this run's lease, and no other. */
async function unmark(run: Claimant): Promise<void> {
  await Promise.allSettled(
    [...groupsOf(run).keys()].map(async (region) => {
      const groups = await run.cloud.region(region).ownGroups(run.mesh.name);
      const mine = groups.filter(({ tags }) => readLease(tags[tagKeys.run])?.owner === run.runId);
      await run.cloud.region(region).untag(
        mine.map(({ id }) => id),
        [tagKeys.run],
      );
    }),
  );
}

/** Ids of the mesh's groups by region: observed and created since. */
function groupsOf({ mesh, observation, inventory }: Claimant): ReadonlyMap<string, readonly string[]> {
  const byRegion = new Map<string, readonly string[]>();
  const add = (region: string, ids: readonly string[]): void => {
    const all = [...new Set([...(byRegion.get(region) ?? []), ...ids])];
    if (all.length > 0) byRegion.set(region, all);
  };
  for (const { region, groups } of ownedConcentrators(mesh.name, observation)) {
    add(
      region,
      groups.map(({ id }) => id),
    );
  }
  for (const { name, region } of mesh.concentrators) add(region, Object.values(inventory.get(name).groupIds));
  return byRegion;
}
