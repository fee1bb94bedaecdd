/**
 * When an SA is up, judged in one place: status, the audit and apply agree. States are charon's (ike_sa_state_t and
 * child_sa_state_t); an SA that is being rekeyed carries traffic until its successor does.
 */
import type { ChildSa, IkeSa } from './sas.ts';

const ikeUp: ReadonlySet<string> = new Set(['ESTABLISHED', 'REKEYING']);
const childUp: ReadonlySet<string> = new Set(['INSTALLED', 'REKEYING', 'REKEYED', 'UPDATING']);

export const isIkeUp = ({ state }: Pick<IkeSa, 'state'>): boolean => ikeUp.has(state);
export const isChildUp = ({ state }: Pick<ChildSa, 'state'>): boolean => childUp.has(state);

/** The IKE SA with the peer: one that is up where there are several, such as a failed attempt beside it. */
export function ikeTo(sas: readonly IkeSa[], peer: string): IkeSa | undefined {
  const all = sas.filter(({ name }) => name === peer);
  return all.find(({ state }) => state === 'ESTABLISHED') ?? all.find(isIkeUp) ?? all[0];
}

/** CHILD SAs with the peer that carry traffic, under whichever IKE SA: a rekeyed one hands its children over. */
export function childrenTo(sas: readonly IkeSa[], peer: string): readonly ChildSa[] {
  return sas.filter(({ name }) => name === peer).flatMap(({ children }) => children.filter(isChildUp));
}

/** Seconds for which a rekeyed CHILD SA and its successor may both be INSTALLED. */
const overlap = 10;

/**
 * How many CHILD SAs with the peer are there to stay: one, unless duplicates were negotiated. While one is rekeyed the
 * old one is REKEYING, REKEYED, DELETING or DELETED and does not count; nor does a second one installed a moment ago.
 */
export function lastingChildren(sas: readonly IkeSa[], peer: string): number {
  const all = childrenTo(sas, peer).filter(({ state }) => state === 'INSTALLED');
  const isNew = all.some(({ installedFor }) => installedFor !== undefined && installedFor < overlap);
  return all.length === 2 && isNew ? 1 : all.length;
}
