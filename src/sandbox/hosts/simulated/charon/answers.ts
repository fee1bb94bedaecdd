/** How a charon answers: what it makes of requests that reach it. Called by the far end's charon, over the pretend wire. */
import { intersection } from '#sandbox/ipv4.ts';
import type { ChildConfig, Connection } from './connection.ts';
import type { Charon } from './daemon.ts';
import { describeProposal, type Proposal, select } from './proposals.ts';
import { type IkeSa, newChild, newSpi, rekeyAt } from './sa.ts';

/** What the initiator says in IKE_SA_INIT. */
export interface InitRequest {
  readonly initiatorSpi: string;
  readonly proposals: readonly Proposal[];
}

export type InitAnswer =
  | { readonly kind: 'refused' }
  | { readonly kind: 'accepted'; readonly responderSpi: string; readonly proposal: Proposal };

export interface ChildRequest {
  readonly proposals: readonly Proposal[];
  readonly localTs: readonly string[];
  readonly remoteTs: readonly string[];
  /** SPI that the asking end wants to receive with. */
  readonly spi: string;
}

export type ChildAnswer =
  | { readonly kind: 'refused'; readonly notify: 'NO_PROPOSAL_CHOSEN' | 'TS_UNACCEPTABLE' }
  | {
      readonly kind: 'accepted';
      readonly spi: string;
      readonly proposal: Proposal;
      readonly localTs: readonly string[];
      readonly remoteTs: readonly string[];
    };

export interface AuthRequest {
  readonly initiatorSpi: string;
  readonly responderSpi: string;
  readonly id: string;
  readonly wantedId: string;
  /** Public half of the key that signed. */
  readonly key: string;
  readonly child: ChildRequest;
}

export type AuthAnswer =
  | { readonly kind: 'failed' }
  | { readonly kind: 'authenticated'; readonly id: string; readonly key: string; readonly child: ChildAnswer };

const halfOpenMs = 30_000;

const fitsAddress = (wanted: readonly string[], address: string): boolean =>
  wanted.some((each) => each === '%any' || each === '%any4' || each === '0.0.0.0/0' || each === address);

const fitsId = (wanted: string, id: string): boolean => wanted === '%any' || wanted === id;

export function answerInit(charon: Charon, source: string, request: InitRequest): InitAnswer {
  const candidates = charon.configuration
    .connections()
    .filter(({ remoteAddresses }) => fitsAddress(remoteAddresses, source));
  charon.log('IKE', `${source} is initiating an IKE_SA`);
  if (candidates.length === 0) {
    charon.log('IKE', `no IKE config found for ${charon.address()}...${source}, sending NO_PROPOSAL_CHOSEN`);
    return { kind: 'refused' };
  }
  for (const connection of candidates) {
    const proposal = select(connection.proposals, request.proposals);
    if (proposal === undefined) continue;
    const responderSpi = newSpi(8);
    charon.log('CFG', `selected proposal: IKE:${describeProposal(proposal)}`);
    charon.sas.add({
      connection,
      uniqueId: charon.sas.nextIkeId(),
      state: 'CONNECTING',
      initiator: false,
      initiatorSpi: request.initiatorSpi,
      responderSpi,
      remoteHost: source,
      remotePort: 500,
      proposal,
      establishedAt: undefined,
      rekeyAt: rekeyAt(Date.now(), connection.rekeyTime),
      heardAt: Date.now(),
      probing: undefined,
      expiresAt: Date.now() + halfOpenMs,
      children: [],
    });
    return { kind: 'accepted', responderSpi, proposal };
  }
  const texts = (proposals: readonly Proposal[]): string =>
    proposals.map((one) => `IKE:${describeProposal(one)}`).join(', ');
  charon.log('CFG', `received proposals: ${texts(request.proposals)}`);
  charon.log('CFG', `configured proposals: ${texts(candidates.flatMap(({ proposals }) => proposals))}`);
  charon.log('IKE', `remote host is behind NAT`);
  charon.log('IKE', 'received proposals unacceptable');
  return { kind: 'refused' };
}

export function answerAuth(charon: Charon, request: AuthRequest): AuthAnswer | undefined {
  const half = charon.sas.find(request.initiatorSpi, request.responderSpi);
  if (half === undefined) return undefined;
  const refuse = (...why: readonly string[]): AuthAnswer => {
    for (const line of why) charon.log('IKE', line);
    charon.sas.remove(half);
    return { kind: 'failed' };
  };
  charon.log(
    'CFG',
    `looking for peer configs matching ${charon.address()}[${request.wantedId}]...${half.remoteHost}[${request.id}]`,
  );
  const connection = charon.configuration
    .connections()
    .find(
      ({ local, remote, remoteAddresses }) =>
        fitsAddress(remoteAddresses, half.remoteHost) &&
        fitsId(local.id, request.wantedId) &&
        fitsId(remote.id, request.id),
    );
  if (connection === undefined) return refuse('no matching peer config found');
  charon.log('CFG', `selected peer config '${connection.name}'`);
  if (!trusts(charon, connection, request.id, request.key)) return refuse();
  const key = charon.configuration.privateKeyFor(connection);
  if (key === undefined) return refuse(`no private key found for '${connection.local.id}'`);
  charon.log('IKE', `authentication of '${connection.local.id}' (myself) with RSA_EMSA_PKCS1_SHA2_512 successful`);
  const sa: IkeSa = { ...half, connection, remotePort: 4500, children: [] };
  charon.sas.remove(half);
  charon.sas.add(sa);
  charon.established(sa);
  return { kind: 'authenticated', id: connection.local.id, key, child: answerChild(charon, sa, request.child, true) };
}

/** Does the connection trust the key that signed for the id? Says why not. */
export function trusts(charon: Charon, connection: Connection, id: string, key: string): boolean {
  const { remote } = connection;
  if (remote.keys.includes(key)) {
    charon.log('IKE', `authentication of '${id}' with RSA_EMSA_PKCS1_SHA2_512 successful`);
    return true;
  }
  if (remote.keys.length > 0) charon.log('IKE', 'signature validation failed, looking for another key');
  charon.log('IKE', `no trusted RSA public key found for '${id}'`);
  return false;
}

/** @param first the child of IKE_AUTH: the IKE SA's own key exchange serves it, so groups are not compared (RFC 7296, 1.2) */
export function answerChild(
  charon: Charon,
  sa: IkeSa,
  request: ChildRequest,
  first: boolean,
  replaces?: ChildConfig,
): ChildAnswer {
  // The asking end's local selectors are this end's remote ones.
  const candidates =
    replaces === undefined
      ? sa.connection.children
      : sa.connection.children.filter(({ name }) => name === replaces.name);
  const narrowed = candidates
    .map((config) => ({
      config,
      localTs: narrow(config.localTs, request.remoteTs),
      remoteTs: narrow(config.remoteTs, request.localTs),
    }))
    .find(({ localTs, remoteTs }) => localTs.length > 0 && remoteTs.length > 0);
  if (narrowed === undefined) {
    charon.log('IKE', `traffic selectors ${request.remoteTs.join(' ')} === ${request.localTs.join(' ')} unacceptable`);
    charon.log('IKE', 'failed to establish CHILD_SA, keeping IKE_SA');
    return { kind: 'refused', notify: 'TS_UNACCEPTABLE' };
  }
  const { config, localTs, remoteTs } = narrowed;
  const proposal = select(config.proposals, request.proposals, { ignoreGroups: first });
  if (proposal === undefined) {
    charon.log('IKE', 'no acceptable proposal found');
    charon.log('IKE', 'failed to establish CHILD_SA, keeping IKE_SA');
    return { kind: 'refused', notify: 'NO_PROPOSAL_CHOSEN' };
  }
  const spi = newSpi(4);
  charon.install(
    sa,
    newChild({
      config,
      uniqueId: charon.sas.nextChildId(),
      reqid: charon.sas.reqidOf(config),
      spiIn: spi,
      spiOut: request.spi,
      proposal,
      localTs,
      remoteTs,
    }),
  );
  return { kind: 'accepted', spi, proposal, localTs: remoteTs, remoteTs: localTs };
}

const narrow = (own: readonly string[], offered: readonly string[]): readonly string[] => [
  ...new Set(own.flatMap((mine) => offered.flatMap((theirs) => intersection(mine, theirs) ?? []))),
];
