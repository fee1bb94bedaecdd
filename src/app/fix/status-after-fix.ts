/** The state of a failure after a new audit: unread is not good, and not every result stands on its own. */
import type { Resource } from '#audit/check.ts';
import type { AuditResult, Result } from '#audit/result.ts';

export type StatusAfterFix =
  | { readonly status: 'good' }
  | { readonly status: 'fail' | 'unknown'; readonly message: string };

/** A missing result means a missing resource, such as a released address, unless the list was not read. */
export function statusAfterFix({ check, fingerprint, resource }: Result, { results }: AuditResult): StatusAfterFix {
  const own = results.find((one) => one.fingerprint === fingerprint);
  if (own !== undefined) {
    if (own.status === 'pass' || own.status === 'not-applicable') return { status: 'good' };
    return { status: own.status === 'unknown' ? 'unknown' : 'fail', message: own.message };
  }
  // Listed under its cause, such as an unreachable host.
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

/** Whether the unreadable fact is one that would list the resource. */
const mayHold = (place: Resource, one: Resource): boolean =>
  (place.region === undefined || one.region === undefined || place.region === one.region) &&
  (place.concentrator === undefined || place.concentrator === one.concentrator);
