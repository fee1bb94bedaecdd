/** How SAs end: by order, because the far end says so, or because it is silent. */
import type { Charon } from './daemon.ts';
import type { ChildSa, IkeSa } from './sa.ts';

/** Ends an SA and tells the far end. */
export function close(charon: Charon, sa: IkeSa): void {
  charon.log(
    'IKE',
    `deleting IKE_SA ${sa.connection.name}[${sa.uniqueId}] between ${charon.address()}[${sa.connection.local.id}]...${sa.remoteHost}[${sa.connection.remote.id}]`,
  );
  charon.sas.remove(sa);
  if (sa.state === 'ESTABLISHED') charon.tell(sa, deleted);
}

/** Ends one child and tells the far end. */
export function closeChild(charon: Charon, sa: IkeSa, child: ChildSa): void {
  sa.children.splice(sa.children.indexOf(child), 1);
  charon.log(
    'IKE',
    `closing CHILD_SA ${child.config.name}{${child.uniqueId}} with SPIs ${child.spiIn}_i (${child.bytesIn} bytes) ${child.spiOut}_o (${child.bytesOut} bytes) and TS ${child.localTs.join(' ')} === ${child.remoteTs.join(' ')}`,
  );
  charon.tell(sa, (far, farSa) => {
    const farChild = farSa.children.find(({ spiIn }) => spiIn === child.spiOut);
    if (farChild === undefined) return;
    farSa.children.splice(farSa.children.indexOf(farChild), 1);
    far.log('IKE', `received DELETE for ESP CHILD_SA with SPI ${child.spiIn}`);
    if (farChild.config.closeAction === 'start') far.begin(farSa.connection, farChild.config);
  });
}

/** The far end is gone: what dead peer detection does at its end (`dpd_action`). */
export function lost(charon: Charon, sa: IkeSa): void {
  charon.sas.remove(sa);
  for (const { config } of sa.children)
    if (config.dpdAction === 'restart' || config.dpdAction === 'start') charon.begin(sa.connection, config);
}

/** The far end has ended it. */
function deleted(charon: Charon, sa: IkeSa): void {
  charon.log('IKE', `received DELETE for IKE_SA ${sa.connection.name}[${sa.uniqueId}]`);
  charon.sas.remove(sa);
  for (const { config, state } of sa.children)
    if (state !== 'DELETED' && config.closeAction === 'start') charon.begin(sa.connection, config);
}
