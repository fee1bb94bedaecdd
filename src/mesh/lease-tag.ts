/**
 * The lease: a tag on the mesh's security groups that names the run which changes the mesh. Group names are unique in
 * their VPC, which decides between two runs that build a new mesh; once the groups exist, the lease decides.
 */

/**
 * A run that does not renew its lease for this long counts as dead, in ms. Longer than clocks may differ: AWS accepts
 * requests whose clock is up to five minutes off (Signature Version 4).
 */
export const leaseMs = 6 * 60_000;

export interface Lease {
  /** Who: `ana@laptop pid 4711 …`. */
  readonly owner: string;
  readonly until: Date;
}

/** AWS allows letters, digits, spaces and + - = . _ : / @ in a tag's value, at most 256 characters. */
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
