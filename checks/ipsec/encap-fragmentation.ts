import { fail, pass } from '#audit/check.ts';
import { byVisit } from '#checks/remedy-texts.ts';
import { perConcentrator, some, topic } from '#checks/subjects.ts';
import { noConnections, toPeers } from './connections.ts';

const wanted = { encap: 'yes', fragmentation: 'yes' };

export const ipsecEncapFragmentation = perConcentrator({
  id: 'ipsec.encap-fragmentation',
  title: 'NAT-T (forced UDP encapsulation) and IKE fragmentation are on',
  severity: 'medium',
  why: 'An Elastic IP is 1:1 NAT. Forced UDP encapsulation also crosses devices that drop IP protocol 50, and IKE fragmentation avoids IP fragments, which many paths drop.',
  remedy: byVisit('`encap = yes` and `fragmentation = yes` in the connection.'),
  needs: ({ host, desired }) => ({ written: host.written, desired }),
  judge: ({ written, desired }, { name }) => {
    const own = toPeers(written, desired.peers);
    if (own.length === 0) return noConnections;
    const wrong = own.flatMap((one) =>
      Object.entries(wanted)
        .filter(([key, value]) => one.settings[key] !== value)
        .map(([key]) => `${one.name}: ${key} is ${one.settings[key] ?? 'not set'}`),
    );
    if (wrong.length === 0) return pass('both, on every connection', { expected: wanted });
    return fail(some(wrong), { expected: wanted, actual: wrong, explains: [topic.connections(name)] });
  },
});
