/** What a network ACL does with packets: entries in the order of their numbers, the first that matches decides. */
import { contains, overlaps } from '#mesh/cidr.ts';
import type { ObservedAclEntry } from './observation.ts';

export interface AclQuestion {
  readonly egress: boolean;
  /** IANA number. */
  readonly protocol: 1 | 6 | 17;
  /** Port of TCP and UDP; of no meaning to ICMP. */
  readonly port?: number;
  /** The other side: sources of what comes in, destinations of what leaves. */
  readonly cidr: string;
}

/** `partly`: some of the addresses are let through and others are not, or some kinds of ICMP. */
export type AclAnswer = 'allow' | 'deny' | 'partly';

export function aclAnswer(entries: readonly ObservedAclEntry[], question: AclQuestion): AclAnswer {
  const { egress, cidr } = question;
  const matching = entries
    .filter((entry) => entry.egress === egress && speaksOf(entry, question) && overlaps(entry.cidr, cidr))
    .toSorted((a, b) => a.number - b.number);
  const seen = new Set<boolean>();
  for (const entry of matching) {
    seen.add(entry.allow);
    if (contains(entry.cidr, cidr) && isWhole(entry, question)) break;
  }
  // Every list ends with a rule that denies what no entry matched; AWS shows it as number 32767.
  if (seen.size === 0) return 'deny';
  if (seen.size === 2) return 'partly';
  return seen.has(true) ? 'allow' : 'deny';
}

function speaksOf({ protocol, from, to }: ObservedAclEntry, question: AclQuestion): boolean {
  if (protocol === '-1') return true;
  if (protocol !== String(question.protocol)) return false;
  if (question.port === undefined) return true;
  return (from ?? 0) <= question.port && question.port <= (to ?? 65_535);
}

/** An ICMP entry may speak of one type only; -1 stands for all. */
function isWhole({ protocol, from }: ObservedAclEntry, question: AclQuestion): boolean {
  return protocol === '-1' || question.protocol !== 1 || from === undefined || from === -1;
}
