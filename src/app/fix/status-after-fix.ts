/** How it stands with a failure after a look: what was not seen is not good, and not everything stands by itself. */
import type { Resource } from '#audit/check.ts';
import type { AuditResult, Result } from '#audit/result.ts';

export type StatusAfterFix =
  | { readonly status: 'good' }
  | { readonly status: 'fail' | 'unknown'; readonly message: string };

/** A result that is gone is of a resource that is gone, such as an address that was released; unless its list was not read. */
export function statusAfterFix({ check, fingerprint, resource }: Result, { results }: AuditResult): StatusAfterFix {
  const own = results.find((one) => one.fingerprint === fingerprint);
  if (own !== undefined) {
    if (own.status === 'pass' || own.status === 'not-applicable') return { status: 'good' };
    return { status: own.status === 'unknown' ? 'unknown' : 'fail', message: own.message };
  }
  // Under what explains it, such as a host that was not reached.
  for (const { consequences = [], message } of results) {
    const told = consequences.find((one) => one.check === check && isSame(one.resource, resource));
    if (told === undefined) continue;
    const why = told.message === message ? message : `${told.message} (${message})`;
    return { status: told.status, message: why };
  }
  const unread = results
    .flatMap((one) => [one, ...(one.consequences ?? [])])
    .find((one) => one.check === check && one.status === 'unknown' && mayHold(one.resource, resource));
  return unread === undefined ? { status: 'good' } : { status: 'unknown', message: unread.message };
}

const isSame = (one: Resource, other: Resource): boolean =>
  one.type === other.type &&
  one.id === other.id &&
  one.region === other.region &&
  one.concentrator === other.concentrator;

/** Whether what could not be read is a place where the resource would be found. */
const mayHold = (place: Resource, one: Resource): boolean =>
  (place.region === undefined || one.region === undefined || place.region === one.region) &&
  (place.concentrator === undefined || place.concentrator === one.concentrator);
