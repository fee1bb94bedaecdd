/** Security associations as one end has them. The far end has its own: nothing is shared but numbers. */
import { randomBytes } from 'node:crypto';
import type { ChildConfig, Connection } from './connection.ts';
import type { Proposal } from './proposals.ts';

export interface ChildSa {
  readonly config: ChildConfig;
  readonly uniqueId: number;
  readonly reqid: number;
  state: 'INSTALLED' | 'REKEYING' | 'REKEYED' | 'DELETED';
  readonly spiIn: string;
  readonly spiOut: string;
  readonly proposal: Proposal;
  readonly localTs: readonly string[];
  readonly remoteTs: readonly string[];
  /** Milliseconds since 1970. */
  readonly installedAt: number;
  rekeyAt: number;
  /** When a replaced one leaves the list. */
  goneAt?: number;
  bytesIn: number;
  packetsIn: number;
  usedIn?: number;
  bytesOut: number;
  packetsOut: number;
  usedOut?: number;
}

export interface IkeSa {
  /** Follows the loaded one where only its children changed. */
  connection: Connection;
  readonly uniqueId: number;
  state: 'CONNECTING' | 'ESTABLISHED' | 'DELETING';
  readonly initiator: boolean;
  readonly initiatorSpi: string;
  responderSpi: string;
  /** Address and port of the far end, as this end sees it. */
  readonly remoteHost: string;
  remotePort: number;
  readonly proposal: Proposal | undefined;
  establishedAt: number | undefined;
  rekeyAt: number;
  /** When the far end was last heard. */
  heardAt: number;
  /** Dead peer detection at work: how often it has asked without an answer, and when it asks again. */
  probing: { tries: number; next: number } | undefined;
  /** A half-open SA is given up then. */
  readonly expiresAt?: number;
  readonly children: ChildSa[];
}

export const newSpi = (bytes: 4 | 8): string => randomBytes(bytes).toString('hex');

/** Rekeying is spread over a tenth of its time, so that the two ends do not meet (swanctl.conf(5), rand_time). */
export const rekeyAt = (now: number, seconds: number): number =>
  seconds === 0 ? Number.POSITIVE_INFINITY : now + seconds * 1000 * (1 - Math.random() * 0.1);

export const sameIke = (a: IkeSa, b: IkeSa): boolean =>
  a.initiatorSpi === b.initiatorSpi && a.responderSpi === b.responderSpi;

export function newChild(
  rest: Pick<ChildSa, 'config' | 'uniqueId' | 'reqid' | 'spiIn' | 'spiOut' | 'proposal' | 'localTs' | 'remoteTs'>,
): ChildSa {
  const now = Date.now();
  return {
    ...rest,
    state: 'INSTALLED',
    installedAt: now,
    rekeyAt: rekeyAt(now, rest.config.rekeyTime),
    bytesIn: 0,
    packetsIn: 0,
    bytesOut: 0,
    packetsOut: 0,
  };
}
