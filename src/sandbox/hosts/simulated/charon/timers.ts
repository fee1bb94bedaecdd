/** What charon does as time passes: dead peer detection, rekeying, forgetting what is over. Called about once a second. */
import type { Charon } from './daemon.ts';
import { rekeyChild } from './initiate.ts';
import { type IkeSa, newSpi, rekeyAt } from './sa.ts';
import { lost } from './sa-teardown.ts';

export function tick(charon: Charon, now: number): void {
  if (!charon.running) return;
  for (const sa of [...charon.sas.all()]) {
    if (sa.expiresAt !== undefined && sa.state === 'CONNECTING') {
      if (sa.expiresAt <= now) {
        charon.log('JOB', `deleting half open IKE_SA with ${sa.remoteHost} after timeout`);
        charon.sas.remove(sa);
      }
      continue;
    }
    if (sa.state !== 'ESTABLISHED') continue;
    for (const child of sa.children.filter(({ goneAt }) => goneAt !== undefined && goneAt <= now)) {
      sa.children.splice(sa.children.indexOf(child), 1);
    }
    probe(charon, sa, now);
    if (!charon.sas.has(sa)) continue;
    for (const child of [...sa.children]) {
      if (child.state === 'INSTALLED' && child.rekeyAt <= now && !rekeyChild(charon, sa, child))
        child.rekeyAt = now + 11_000;
    }
    if (sa.rekeyAt <= now) rekeyIke(charon, sa, now);
  }
}

/** An empty INFORMATIONAL when nothing was heard for `dpd_delay`; the usual retransmission when it stays unanswered. */
function probe(charon: Charon, sa: IkeSa, now: number): void {
  const { dpdDelay } = sa.connection;
  if (dpdDelay === 0 || (now - sa.heardAt) * charon.pace < dpdDelay * 1000) return;
  if (sa.probing !== undefined && now < sa.probing.next) return;
  const { tries, timeout, base } = charon.retransmission;
  const sent = sa.probing === undefined ? 0 : sa.probing.tries + 1;
  if (sent > tries) {
    charon.log('IKE', `giving up after ${tries} retransmits`);
    lost(charon, sa);
    return;
  }
  charon.log('IKE', sent === 0 ? `sending DPD request` : `retransmit ${sent} of request with message ID 2`);
  if (charon.tell(sa, () => undefined)) {
    sa.heardAt = now;
    sa.probing = undefined;
  } else sa.probing = { tries: sent, next: now + (timeout * base ** sent * 1000) / charon.pace };
}

/** New keys and SPIs for the IKE SA; its children move over (RFC 7296, 1.3.2). */
function rekeyIke(charon: Charon, sa: IkeSa, now: number): void {
  const spis = { initiatorSpi: newSpi(8), responderSpi: newSpi(8) };
  const renew = (one: Charon, old: IkeSa): void => {
    one.sas.remove(old);
    one.sas.add({
      ...old,
      ...spis,
      uniqueId: one.sas.nextIkeId(),
      establishedAt: now,
      rekeyAt: rekeyAt(now, old.connection.rekeyTime),
    });
    one.log('IKE', `IKE_SA ${old.connection.name}[${old.uniqueId}] rekeyed`);
  };
  if (charon.tell(sa, renew)) renew(charon, sa);
  else sa.rekeyAt = now + 11_000;
}
