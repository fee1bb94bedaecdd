import { fail, pass } from '#audit/check.ts';
import { byVisit } from '#checks/remedy-texts.ts';
import { perConcentrator, some, topic } from '#checks/subjects.ts';
import { counted } from '#mesh/plural.ts';
import type { WrittenConnection } from '#strongswan/connection-files.ts';
import { rekeyBounds, secondsOf, tunnelPolicy } from '#strongswan/tunnel-policy.ts';
import { noConnections, toPeers } from './connections.ts';

export const ipsecRekey = perConcentrator({
  id: 'ipsec.rekey',
  title: 'Rekey intervals are within bounds (IKE and CHILD SA)',
  severity: 'low',
  why: 'A long-lived key is worth attacking; rekeying every few seconds loses packets.',
  remedy: byVisit(
    `\`rekey_time = ${tunnelPolicy.ikeRekeyTime}\` in the connection, \`${tunnelPolicy.childRekeyTime}\` in its CHILD SA.`,
  ),
  references: [{ source: 'NIST', id: 'SP 800-77r1' }],
  needs: ({ host, desired }) => ({ written: host.written, connections: host.connections, desired }),
  judge: ({ written, connections, desired }, { name }) => {
    const own = toPeers(written, desired.peers);
    if (own.length === 0 && !connections.some((one) => desired.peers.includes(one.name))) return noConnections;
    const wrong = [
      ...own.flatMap(outOfBounds),
      ...connections
        .filter((one) => desired.peers.includes(one.name) && !within(one.rekeyTime, rekeyBounds.ike))
        .map((one) => `${one.name}: IKE rekeys every ${one.rekeyTime} s, as loaded`),
    ];
    if (wrong.length === 0) return pass(counted(own.length, 'connection'), { expected: rekeyBounds });
    return fail(some(wrong), { expected: rekeyBounds, actual: wrong, explains: [topic.connections(name)] });
  },
});

function within(seconds: number | undefined, most: number): boolean {
  return seconds !== undefined && seconds >= rekeyBounds.least && seconds <= most;
}

function outOfBounds({ name, settings, children }: WrittenConnection): readonly string[] {
  const ike = settings.rekey_time ?? tunnelPolicy.ikeRekeyTime;
  return [
    ...(within(secondsOf(ike), rekeyBounds.ike) ? [] : [`${name}: IKE rekeys every ${ike}`]),
    ...children.flatMap((child) => {
      const time = child.settings.rekey_time ?? tunnelPolicy.childRekeyTime;
      return within(secondsOf(time), rekeyBounds.child) ? [] : [`${name}: ESP rekeys every ${time}`];
    }),
  ];
}
