/** Waivers: a failure that somebody answers for, for a reason and until a day. */
import type { Result, UnusedWaiver } from './result.ts';

export interface Waiver {
  readonly check: string;
  /** Id of a resource, or the name of a concentrator. */
  readonly resource: string;
  readonly reason: string;
  readonly owner: string;
  /** The last day on which it holds, `2027-01-31`, in UTC. */
  readonly expires: string;
}

/**
 * A failure with a waiver in force is `waived`; with one that has run out it fails as before, and says so.
 * @param run ids of the checks that were run: a waiver of another one was not put to the test
 */
export function applyWaivers(
  results: readonly Result[],
  waivers: readonly Waiver[],
  now: Date,
  run: ReadonlySet<string>,
): { readonly results: readonly Result[]; readonly unused: readonly UnusedWaiver[] } {
  const used = new Set<Waiver>();
  const judged = results.map((result): Result => {
    if (result.status !== 'fail') return result;
    const fitting = waivers.filter((waiver) => covers(waiver, result));
    const waiver = fitting.find((one) => !isOver(one, now)) ?? fitting[0];
    if (waiver === undefined) return result;
    used.add(waiver);
    const { reason, owner, expires } = waiver;
    const expired = isOver(waiver, now);
    return { ...result, status: expired ? 'fail' : 'waived', waiver: { reason, owner, expires, expired } };
  });
  const unused = waivers
    .filter((waiver) => !used.has(waiver) && run.has(waiver.check))
    .map(({ check, resource, owner, expires }) => ({ check, resource, owner, expires, why: 'nothing there fails' }));
  return { results: judged, unused };
}

function covers({ check, resource }: Waiver, result: Result): boolean {
  return check === result.check && (resource === result.resource.id || resource === result.resource.concentrator);
}

function isOver({ expires }: Waiver, now: Date): boolean {
  return now.toISOString().slice(0, 10) > expires;
}
