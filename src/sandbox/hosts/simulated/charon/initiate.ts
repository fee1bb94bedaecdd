/** How a charon initiates: IKE_SA_INIT on UDP 500, IKE_AUTH on 4500, retransmission and its end (RFC 7296; strongswan.conf(5)). */
import { answerAuth, answerChild, answerInit, type ChildAnswer, type ChildRequest, trusts } from './answers.ts';
import type { ChildConfig, Connection } from './connection.ts';
import type { Charon } from './daemon.ts';
import { describeProposal } from './proposals.ts';
import { type ChildSa, type IkeSa, newChild, newSpi, rekeyAt } from './sa.ts';
import { lost } from './sa-teardown.ts';

/** A line of charon's log that is also the asking command's output. */
export type Say = (group: 'IKE' | 'NET' | 'ENC' | 'CFG', text: string) => void;

/**
 * Brings up a child, with its IKE SA where there is none. Resolves to false when it was refused or given up;
 * with `keyingtries = 0` a silent peer is asked for as long as charon runs.
 */
export async function initiate(charon: Charon, connection: Connection, child: ChildConfig, say: Say): Promise<boolean> {
  const alive = charon.lifetime();
  const existing = charon.sas.all().find((sa) => sa.connection.name === connection.name && sa.state === 'ESTABLISHED');
  if (existing !== undefined) return addChild(charon, existing, child, say);
  const connecting = charon.connecting.get(connection.name);
  if (connecting !== undefined) return connecting;
  const work = (async () => {
    for (let round = 1; alive(); round++) {
      const outcome = await attempt(charon, connection, child, say);
      if (outcome !== 'silent') return outcome === 'up';
      if (connection.keyingTries !== 0 && round >= connection.keyingTries) {
        say('IKE', 'establishing IKE_SA failed, peer not responding');
        return false;
      }
      if (!charon.configuration.connections().includes(connection)) return false;
      say('IKE', `peer not responding, trying again (${round + 1}/${connection.keyingTries})`);
    }
    return false;
  })();
  charon.connecting.set(connection.name, work);
  return work.finally(() => {
    if (charon.connecting.get(connection.name) === work) charon.connecting.delete(connection.name);
  });
}

async function attempt(
  charon: Charon,
  connection: Connection,
  child: ChildConfig,
  say: Say,
): Promise<'up' | 'refused' | 'silent'> {
  const remoteHost = connection.remoteAddresses[0] ?? '%any';
  if (remoteHost.startsWith('%')) {
    say('IKE', 'unable to initiate to %any');
    return 'refused';
  }
  const sa: IkeSa = {
    connection,
    uniqueId: charon.sas.nextIkeId(),
    state: 'CONNECTING',
    initiator: true,
    initiatorSpi: newSpi(8),
    responderSpi: '0000000000000000',
    remoteHost,
    remotePort: 500,
    proposal: undefined,
    establishedAt: undefined,
    rekeyAt: rekeyAt(Date.now(), connection.rekeyTime),
    heardAt: Date.now(),
    probing: undefined,
    children: [],
  };
  charon.sas.add(sa);
  const end = (outcome: 'refused' | 'silent'): typeof outcome => {
    charon.sas.remove(sa);
    return outcome;
  };
  say('IKE', `initiating IKE_SA ${connection.name}[${sa.uniqueId}] to ${remoteHost}`);
  say(
    'ENC',
    'generating IKE_SA_INIT request 0 [ SA KE No N(NATD_S_IP) N(NATD_D_IP) N(FRAG_SUP) N(HASH_ALG) N(REDIR_SUP) ]',
  );
  const init = await ask(charon, sa, 500, 0, say, (far, source) =>
    answerInit(far, source, { initiatorSpi: sa.initiatorSpi, proposals: connection.proposals }),
  );
  if (init === undefined || !charon.sas.has(sa)) return end('silent');
  if (init.kind === 'refused') {
    say('ENC', 'parsed IKE_SA_INIT response 0 [ N(NO_PROP) ]');
    say('IKE', 'received NO_PROPOSAL_CHOSEN notify error');
    return end('refused');
  }
  say('CFG', `selected proposal: IKE:${describeProposal(init.proposal)}`);
  say('IKE', 'local host is behind NAT, sending keep alives');
  say('IKE', 'remote host is behind NAT');
  const key = charon.configuration.privateKeyFor(connection);
  if (key === undefined) {
    say('IKE', `no private key found for '${connection.local.id}'`);
    return end('refused');
  }
  const ready: IkeSa = { ...sa, responderSpi: init.responderSpi, remotePort: 4500, proposal: init.proposal };
  charon.sas.remove(sa);
  charon.sas.add(ready);
  say('IKE', `authentication of '${connection.local.id}' (myself) with RSA_EMSA_PKCS1_SHA2_512 successful`);
  say('IKE', `establishing CHILD_SA ${child.name}{${charon.sas.peekChildId()}}`);
  say('ENC', 'generating IKE_AUTH request 1 [ IDi N(INIT_CONTACT) IDr AUTH SA TSi TSr N(EAP_ONLY) N(MSG_ID_SYN_SUP) ]');
  const wanted = requestFor(child);
  const auth = await ask(charon, ready, 4500, 1, say, (far) =>
    answerAuth(far, {
      initiatorSpi: ready.initiatorSpi,
      responderSpi: ready.responderSpi,
      id: connection.local.id,
      wantedId: connection.remote.id,
      key,
      child: wanted,
    }),
  );
  if (auth === undefined || !charon.sas.has(ready)) {
    charon.sas.remove(ready);
    return 'silent';
  }
  if (auth.kind === 'failed') {
    say('ENC', 'parsed IKE_AUTH response 1 [ N(AUTH_FAILED) ]');
    say('IKE', 'received AUTHENTICATION_FAILED notify error');
    charon.sas.remove(ready);
    return 'refused';
  }
  if (!trusts(charon, connection, auth.id, auth.key)) {
    say('IKE', `no trusted RSA public key found for '${auth.id}'`);
    charon.tell(ready, (far, farSa) => {
      far.log('IKE', 'received AUTHENTICATION_FAILED error notify');
      far.sas.remove(farSa);
    });
    charon.sas.remove(ready);
    return 'refused';
  }
  charon.established(ready, say);
  return takeChild(charon, ready, child, wanted, auth.child, say) === undefined ? 'refused' : 'up';
}

/** Sends a request until it is answered or charon gives up. @param far what the peer's charon makes of it */
async function ask<T>(
  charon: Charon,
  sa: Pick<IkeSa, 'remoteHost'>,
  port: 500 | 4500,
  message: number,
  say: Say,
  far: (peer: Charon, source: string) => T | undefined,
): Promise<T | undefined> {
  const alive = charon.lifetime();
  const { tries, timeout, base } = charon.retransmission;
  for (let sent = 0; ; sent++) {
    say('NET', `sending packet: from ${charon.address()}[${port}] to ${sa.remoteHost}[${port}]`);
    const answer = charon.reach(sa.remoteHost, port, far);
    if (answer !== undefined) {
      say('NET', `received packet: from ${sa.remoteHost}[${port}] to ${charon.address()}[${port}]`);
      return answer;
    }
    await charon.pause(timeout * base ** sent * 1000);
    if (!alive()) return undefined;
    if (sent >= tries) {
      say('IKE', `giving up after ${tries} retransmits`);
      return undefined;
    }
    say('IKE', `retransmit ${sent + 1} of request with message ID ${message}`);
  }
}

const requestFor = ({ proposals, localTs, remoteTs }: ChildConfig): ChildRequest => ({
  proposals,
  localTs,
  remoteTs,
  spi: newSpi(4),
});

/** CREATE_CHILD_SA on an IKE SA that stands. */
async function addChild(charon: Charon, sa: IkeSa, child: ChildConfig, say: Say): Promise<boolean> {
  say('IKE', `establishing CHILD_SA ${child.name}{${charon.sas.peekChildId()}}`);
  const wanted = requestFor(child);
  const answer = await ask(charon, sa, 4500, 2, say, (far) => {
    const farSa = far.sas.find(sa.initiatorSpi, sa.responderSpi);
    return farSa === undefined ? undefined : answerChild(far, farSa, wanted, false);
  });
  if (answer === undefined) {
    lost(charon, sa);
    return false;
  }
  return takeChild(charon, sa, child, wanted, answer, say) !== undefined;
}

function takeChild(
  charon: Charon,
  sa: IkeSa,
  config: ChildConfig,
  wanted: ChildRequest,
  answer: ChildAnswer,
  say: Say,
): ChildSa | undefined {
  if (answer.kind === 'refused') {
    say('IKE', `received ${answer.notify} notify, no CHILD_SA built`);
    say('IKE', 'failed to establish CHILD_SA, keeping IKE_SA');
    return undefined;
  }
  const { spi, proposal, localTs, remoteTs } = answer;
  const child = newChild({
    config,
    uniqueId: charon.sas.nextChildId(),
    reqid: charon.sas.reqidOf(config),
    spiIn: wanted.spi,
    spiOut: spi,
    proposal,
    localTs,
    remoteTs,
  });
  charon.install(sa, child, say);
  return child;
}

/** Replaces a child by a new one with a key exchange of its own. @returns false when the far end refuses or is silent */
export function rekeyChild(charon: Charon, sa: IkeSa, old: ChildSa): boolean {
  const wanted = requestFor({ ...old.config, localTs: old.localTs, remoteTs: old.remoteTs });
  const answer = charon.reach(sa.remoteHost, 4500, (far) => {
    const farSa = far.sas.find(sa.initiatorSpi, sa.responderSpi);
    const farOld = farSa?.children.find(({ spiIn }) => spiIn === old.spiOut);
    if (farSa === undefined || farOld === undefined) return undefined;
    const made = answerChild(far, farSa, wanted, false, farOld.config);
    if (made.kind === 'accepted') far.retire(farOld);
    return made;
  });
  if (answer === undefined) return false;
  const say: Say = (group, text) => charon.log(group, text);
  if (answer.kind === 'refused') {
    say('IKE', `received ${answer.notify} notify error`);
    say('IKE', 'CHILD_SA rekeying failed, trying again in 11 seconds');
    old.rekeyAt = Date.now() + 11_000;
    return false;
  }
  takeChild(charon, sa, old.config, wanted, answer, say);
  charon.retire(old);
  return true;
}
