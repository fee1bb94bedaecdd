/** Waivers: an owner accepts a failure, with a reason and an expiry date. */
import { atLeast, type Severity } from './check.ts';
import { beyond, entriesOf } from './entries.ts';
import type { Result, UnusedWaiver } from './result.ts';

export interface Waiver {
  readonly check: string;
  /** A resource's id, or a concentrator's name. */
  readonly resource: string;
  readonly reason: string;
  readonly owner: string;
  /** The last day on which it is valid, `2027-01-31`, in UTC. */
  readonly expires: string;
  /** The severity that it covers; a worse one is not covered. Undefined: any. */
  readonly severity?: Severity | undefined;
  /** The entries that it covers; later ones are not covered. Undefined: any entry. */
  readonly covers?: readonly string[] | undefined;
}

/**
 * A failure with a valid waiver is `waived`; with an expired one it fails, and says so.
 * @param ids of the checks that ran, and of all checks, if known: a waiver of one that did not run is not tested
 * @returns results in the given order
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
    // One that covers everything, if there is one; otherwise their union, until the first of them expires.
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
    const message = vague ? `${result.message} (its waiver has no covers)` : result.message;
    return { ...result, status: 'waived', message, waiver: told };
  });
  const isCheck = (id: string): boolean => ids.all?.has(id) ?? true;
  const unused = waivers
    .filter(({ check }) => ids.run.has(check) || !isCheck(check))
    .flatMap((waiver) => {
      const why = isCheck(waiver.check) ? whyUnused(waiver, results, now) : 'no such check';
      const { check, resource, owner, expires } = waiver;
      return why === undefined ? [] : [{ check, resource, owner, expires, why }];
    });
  return { judged, unused };
}

/** What a waiver does not cover of a failure, as text. */
function notCovered(waiver: Waiver, result: Result): readonly string[] {
  const { severity, covers: given } = waiver;
  return [
    ...(isWorse(waiver, result) ? [`now ${result.severity}, waived as ${severity}`] : []),
    ...(given === undefined ? [] : beyond(entriesOf(result.actual), given)),
  ];
}

function isWorse({ severity }: Waiver, result: Result): boolean {
  return severity !== undefined && !atLeast(severity, result.severity);
}

/** True for a failure with entries under a valid waiver without `covers`. */
function isVague({ actual, waiver }: Pick<Result, 'actual' | 'waiver'>): boolean {
  return waiver?.covers === null && !waiver.expired && entriesOf(actual).length > 0;
}

/** What to add to waivers that would hide later entries. */
export function vagueWords({ results }: { readonly results: readonly Result[] }): readonly string[] {
  return results
    .filter((one) => one.status === 'waived' && isVague(one))
    .map(
      ({ check, severity, resource, actual }) =>
        `the waiver of ${check} for ${resource.id} has no \`covers\`, so it hides later entries; add: severity: ${severity}, covers: ${JSON.stringify(entriesOf(actual))}`,
    );
}

/** Undefined for a needed waiver, or a possibly needed one: what could not be read may fail. */
function whyUnused(waiver: Waiver, results: readonly Result[], now: Date): string | undefined {
  const ofCheck = results.filter(({ check }) => check === waiver.check);
  const covered = ofCheck.filter((result) => covers(waiver, result));
  if (covered.some(({ status }) => status === 'fail' || status === 'unknown')) return undefined;
  if (covered.length > 0)
    return isOver(waiver, now) ? 'nothing fails there, and it has expired' : 'nothing fails there';
  // An unread list of resources may contain it.
  if (ofCheck.some(({ status }) => status === 'unknown')) return undefined;
  return `${waiver.check} has no resource ${waiver.resource}`;
}

function covers({ check, resource }: Waiver, result: Result): boolean {
  return check === result.check && (resource === result.resource.id || resource === result.resource.concentrator);
}

/** `waived until 2027-01-31 by ana: …`, for every format. */
export function waiverWords({ reason, owner, expires, expired, beyond: more }: NonNullable<Result['waiver']>): string {
  if (expired) return `the waiver by ${owner} expired on ${expires}: ${reason}`;
  const whole = more === undefined ? '' : 'the rest is ';
  return `${whole}waived until ${expires} by ${owner}: ${reason}`;
}

export function unusedWords({ check, resource, owner, expires, why }: UnusedWaiver): string {
  return `unused waiver: ${check} of ${resource} (${owner}, until ${expires}): ${why}`;
}

function isOver({ expires }: Waiver, now: Date): boolean {
  return now.toISOString().slice(0, 10) > expires;
}
