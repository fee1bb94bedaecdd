/** One run at a time on a mesh that exists: its groups carry the name of the run that works on it. */
import { OperatorError } from '#mesh/errors.ts';
import { type Lease, leaseMs, leaseTag, readLease } from '#mesh/lease.ts';
import { type Tags, tagKeys } from '#mesh/names.ts';
import type { ObservedGroup } from '#mesh/observed/observation.ts';
import { ownedConcentrators } from '#mesh/observed/owned.ts';
import type { RunContext } from './context.ts';

/** Longer than the time between another run's look and its mark, so that one of two sees the other's. */
const settleMs = 1_000;
const firstBeatMs = 5_000;

export interface HeldLease {
  /** Fires when another run has taken over, because this one was not heard of: nothing more may begin. */
  readonly lost: AbortSignal;
  release(): Promise<void>;
}

/** What the lease needs of a run. */
export type Claimant = Pick<
  RunContext,
  'mesh' | 'observation' | 'inventory' | 'cloud' | 'clock' | 'runId' | 'isGone' | 'operator'
>;

/** Marks every group of the mesh as worked on, for as long as the run lasts. @throws OperatorError that says who works there */
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
        text: `stopping: ${other.owner} has taken over mesh ${run.mesh.name}, since this run was not heard of for a while`,
      });
    }
    lost.abort();
  };
  // A beat that fails is tried again with the next; the lease outlives several that fail.
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

/** The lease of another run that is alive, as far as can be told. */
export function livingLease(
  tags: Tags,
  { runId, isGone, clock }: Pick<RunContext, 'runId' | 'isGone' | 'clock'>,
): Lease | undefined {
  const lease = readLease(tags[tagKeys.run]);
  const over = lease === undefined || lease.owner === runId || !(lease.until > clock.now()) || isGone(lease.owner);
  return over ? undefined : lease;
}

/** @throws OperatorError when the tags name another run that is alive */
export function refuseIfTaken(tags: Tags, run: Pick<RunContext, 'mesh' | 'runId' | 'isGone' | 'clock'>): void {
  const lease = livingLease(tags, run);
  if (lease === undefined) return;
  throw new OperatorError(
    `another run works on mesh ${run.mesh.name} right now: ${lease.owner}`,
    `wait until it has finished; if it is dead, run the same command again after ${lease.until.toISOString()} and it takes over`,
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

/** Takes away what says that this run works here, and nobody else's. */
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

/** Ids of the mesh's groups by region: those observed and those made since. */
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
