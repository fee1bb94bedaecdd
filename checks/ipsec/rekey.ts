import { fail, pass } from '#audit/check.ts';
import { byVisit } from '#checks/remedy-texts.ts';
import { perConcentrator, some, topic } from '#checks/subjects.ts';
import { counted } from '#mesh/plural.ts';
import type { WrittenConnection } from '#strongswan/written.ts';
import { noConnections, secondsOf, toPeers } from './connections.ts';

/** Seconds: NIST SP 800-77r1 §7.2 asks for a day of IKE and eight hours of ESP at most; swanctl's defaults are 4 h and 1 h. */
const bounds = { ike: 24 * 3600, child: 8 * 3600 };
const least = 300;

export const ipsecRekey = perConcentrator({
  id: 'ipsec.rekey',
  title: 'Rekey intervals are within bounds (IKE and CHILD SA)',
  severity: 'low',
  why: 'A long-lived key is worth attacking; rekeying every few seconds loses packets.',
  remedy: byVisit('`rekey_time = 4h` in the connection, `1h` in its CHILD SA.'),
  references: [{ source: 'NIST', id: 'SP 800-77r1' }],
  needs: ({ host, desired }) => ({ written: host.written, connections: host.connections, desired }),
  judge: ({ written, connections, desired }, { name }) => {
    const own = toPeers(written, desired.peers);
    if (own.length === 0 && !connections.some((one) => desired.peers.includes(one.name))) return noConnections;
    const wrong = [
      ...own.flatMap(outOfBounds),
      ...connections
        .filter((one) => desired.peers.includes(one.name) && !within(one.rekeyTime, bounds.ike))
        .map((one) => `${one.name}: IKE rekeys every ${one.rekeyTime} s, as loaded`),
    ];
    if (wrong.length === 0) return pass(counted(own.length, 'connection'), { expected: { least, ...bounds } });
    return fail(some(wrong), { expected: { least, ...bounds }, actual: wrong, explains: [topic.connections(name)] });
  },
});

function within(seconds: number | undefined, most: number): boolean {
  return seconds !== undefined && seconds >= least && seconds <= most;
}

function outOfBounds({ name, settings, children }: WrittenConnection): readonly string[] {
  const ike = settings.rekey_time ?? '4h';
  return [
    ...(within(secondsOf(ike), bounds.ike) ? [] : [`${name}: IKE rekeys every ${ike}`]),
    ...children.flatMap((child) => {
      const time = child.settings.rekey_time ?? '1h';
      return within(secondsOf(time), bounds.child) ? [] : [`${name}: ESP rekeys every ${time}`];
    }),
  ];
}
