/**
 * Who works on a mesh right now, as a tag on its security groups says it. The groups' names
 * are unique in their VPCs, which decides between two runs that build from nothing; once the
 * groups exist, this does.
 */

/**
 * A run that does not renew its lease for this long is taken for dead, in ms. Longer than clocks may differ: AWS
 * itself accepts requests that are five minutes off (Signature Version 4).
 */
export const leaseMs = 6 * 60_000;

export interface Lease {
  /** Who: `ana@laptop pid 4711 …`. */
  readonly owner: string;
  readonly until: Date;
}

/** A tag's value may hold letters, digits, spaces and + - = . _ : / @, 256 at the most (Tagging AWS resources). */
export function tagText(text: string): string {
  return text.replace(/[^\p{L}\p{N} +\-=._:/@]/gu, '_').slice(0, 200);
}

/** @param owner as tagText leaves it */
export function leaseTag(owner: string, now: Date): string {
  return `${owner} until ${new Date(now.getTime() + leaseMs).toISOString()}`;
}

/** Undefined for a value that no run of ours wrote. */
export function readLease(tag: string | undefined): Lease | undefined {
  const found = /^(.*) until (\S+)$/.exec(tag ?? '');
  const until = new Date(found?.[2] ?? '');
  return found?.[1] === undefined || Number.isNaN(until.getTime()) ? undefined : { owner: found[1], until };
}
