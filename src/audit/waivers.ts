/** Waivers: a failure that somebody answers for, for a reason and until a day. */
import { atLeast, type Severity } from './check.ts';
import { beyond, entriesOf } from './entries.ts';
import type { Result, UnusedWaiver } from './result.ts';

export interface Waiver {
  readonly check: string;
  /** Id of a resource, or the name of a concentrator. */
  readonly resource: string;
  readonly reason: string;
  readonly owner: string;
  /** The last day on which it holds, `2027-01-31`, in UTC. */
  readonly expires: string;
  /** The severity for which it was given: a worse one is not covered. Undefined: any. */
  readonly severity?: Severity | undefined;
  /** What was found when it was given: what joins it is not covered. Undefined: all that the resource ever has. */
  readonly covers?: readonly string[] | undefined;
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
    const inForce = fitting.filter((one) => !isOver(one, now));
    // One that covers all of it, where there is one; otherwise what they cover together, until the first of them ends.
    const able = inForce.filter((one) => !isWorse(one, result)).toSorted((a, b) => (a.expires < b.expires ? -1 : 1));
    const whole = inForce.find((one) => notCovered(one, result).length === 0);
    const together = able[0] && { ...able[0], covers: [...new Set(able.flatMap((one) => one.covers ?? []))] };
    const waiver = whole ?? together ?? inForce[0] ?? fitting[0];
    if (waiver === undefined) return result;
    const { reason, owner, expires, covers: given = null } = waiver;
    const told = { reason, owner, expires, expired: isOver(waiver, now), covers: given };
    if (told.expired) return { ...result, waiver: told };
    const more = notCovered(waiver, result);
    if (more.length > 0) {
      const message = `not covered by its waiver: ${more.join('; ')}; in all: ${result.message}`;
      return { ...result, message, waiver: { ...told, beyond: more } };
    }
    const vague = isVague({ ...result, waiver: told });
    const message = vague ? `${result.message} (its waiver does not say what it covers)` : result.message;
    return { ...result, status: 'waived', message, waiver: told };
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

/** What of a failure a waiver was not given for, in words. */
function notCovered(waiver: Waiver, result: Result): readonly string[] {
  const { severity, covers: given } = waiver;
  return [
    ...(isWorse(waiver, result) ? [`it is ${result.severity} now, and was waived as ${severity}`] : []),
    ...(given === undefined ? [] : beyond(entriesOf(result.actual), given)),
  ];
}

function isWorse({ severity }: Waiver, result: Result): boolean {
  return severity !== undefined && !atLeast(severity, result.severity);
}

/** True for a failure that lists something, under a waiver in force that covers whatever is listed. */
function isVague({ actual, waiver }: Pick<Result, 'actual' | 'waiver'>): boolean {
  return waiver?.covers === null && !waiver.expired && entriesOf(actual).length > 0;
}

/** For whoever has waivers that would hide what joins a failure: what to write into the spec. */
export function vagueWords({ results }: { readonly results: readonly Result[] }): readonly string[] {
  return results
    .filter((one) => one.status === 'waived' && isVague(one))
    .map(
      ({ check, severity, resource, actual }) =>
        `the waiver of ${check} for ${resource.id} does not say what it covers, so it hides what joins it; add to it: severity: ${severity}, covers: ${JSON.stringify(entriesOf(actual))}`,
    );
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
export function waiverWords({ reason, owner, expires, expired, beyond: more }: NonNullable<Result['waiver']>): string {
  if (expired) return `the waiver by ${owner} ran out on ${expires}: ${reason}`;
  const whole = more === undefined ? '' : 'the rest is ';
  return `${whole}waived until ${expires} by ${owner}: ${reason}`;
}

export function unusedWords({ check, resource, owner, expires, why }: UnusedWaiver): string {
  return `unused waiver: ${check} of ${resource} (${owner}, until ${expires}): ${why}`;
}

function isOver({ expires }: Waiver, now: Date): boolean {
  return now.toISOString().slice(0, 10) > expires;
}
