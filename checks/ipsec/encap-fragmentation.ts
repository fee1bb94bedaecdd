import { fail, pass } from '#audit/check.ts';
import { byVisit } from '#checks/remedy-texts.ts';
import { perConcentrator, some, topic } from '#checks/subjects.ts';
import { noConnections, toPeers } from './connections.ts';

const wanted = { encap: 'yes', fragmentation: 'yes' };

export const ipsecEncapFragmentation = perConcentrator({
  id: 'ipsec.encap-fragmentation',
  title: 'ESP goes in UDP, and IKE in fragments of its own',
  severity: 'medium',
  why: 'An Elastic IP is NAT, which ESP by itself does not cross; and big IKE messages in IP fragments are dropped on the way.',
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
    if (wrong.length === 0) return pass('both, in every connection', { expected: wanted });
    return fail(some(wrong), { expected: wanted, actual: wrong, explains: [topic.connections(name)] });
  },
});
