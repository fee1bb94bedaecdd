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
 * @param ids of the checks that were run, and of all that there are, where that is known: a waiver of one that was not
 *   run was not put to the test
 * @returns results in the order given
 */
export function applyWaivers(
  results: readonly Result[],
  waivers: readonly Waiver[],
  now: Date,
  ids: { readonly run: ReadonlySet<string>; readonly all?: ReadonlySet<string> | undefined },
): { readonly judged: readonly Result[]; readonly unused: readonly UnusedWaiver[] } {
  const judged = results.map((result): Result => {
    if (result.status !== 'fail') return result;
    const fitting = waivers.filter((waiver) => covers(waiver, result));
    const waiver = fitting.find((one) => !isOver(one, now)) ?? fitting[0];
    if (waiver === undefined) return result;
    const { reason, owner, expires } = waiver;
    const expired = isOver(waiver, now);
    return { ...result, status: expired ? 'fail' : 'waived', waiver: { reason, owner, expires, expired } };
  });
  const isCheck = (id: string): boolean => ids.all?.has(id) ?? true;
  const unused = waivers
    .filter(({ check }) => ids.run.has(check) || !isCheck(check))
    .flatMap((waiver) => {
      const why = isCheck(waiver.check) ? whyUnused(waiver, results, now) : 'there is no such check';
      const { check, resource, owner, expires } = waiver;
      return why === undefined ? [] : [{ check, resource, owner, expires, why }];
    });
  return { judged, unused };
}

/** Undefined for one that is wanted, or may be: what could not be read may fail. */
function whyUnused(waiver: Waiver, results: readonly Result[], now: Date): string | undefined {
  const ofCheck = results.filter(({ check }) => check === waiver.check);
  const covered = ofCheck.filter((result) => covers(waiver, result));
  if (covered.some(({ status }) => status === 'fail' || status === 'unknown')) return undefined;
  if (covered.length > 0)
    return isOver(waiver, now) ? 'nothing there fails, and it has run out' : 'nothing there fails';
  // While a list of resources cannot be read, nobody knows what is in it.
  if (ofCheck.some(({ status }) => status === 'unknown')) return undefined;
  return `${waiver.check} knows no ${waiver.resource}`;
}

function covers({ check, resource }: Waiver, result: Result): boolean {
  return check === result.check && (resource === result.resource.id || resource === result.resource.concentrator);
}

/** `waived until 2027-01-31 by ana: …`, for every format. */
export function waiverWords({ reason, owner, expires, expired }: NonNullable<Result['waiver']>): string {
  return expired
    ? `the waiver by ${owner} ran out on ${expires}: ${reason}`
    : `waived until ${expires} by ${owner}: ${reason}`;
}

export function unusedWords({ check, resource, owner, expires, why }: UnusedWaiver): string {
  return `unused waiver: ${check} of ${resource} (${owner}, until ${expires}): ${why}`;
}

function isOver({ expires }: Waiver, now: Date): boolean {
  return now.toISOString().slice(0, 10) > expires;
}
