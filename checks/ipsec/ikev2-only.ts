import { fail, pass } from '#audit/check.ts';
import { byVisit } from '#checks/remedy-texts.ts';
import { perConcentrator, topic } from '#checks/subjects.ts';
import { counted } from '#mesh/plural.ts';
import { noConnections } from './connections.ts';

export const ipsecIkev2Only = perConcentrator({
  id: 'ipsec.ikev2-only',
  title: 'IKEv2 only',
  severity: 'high',
  why: 'A connection without `version = 2` also accepts IKEv1, which has known weaknesses.',
  remedy: byVisit('`version = 2` in the connection, then `swanctl --load-conns`.', 'disruptive'),
  references: [{ source: 'NIST', id: 'SP 800-77r1' }],
  needs: ({ host }) => ({ connections: host.connections }),
  judge: ({ connections }, { name }) => {
    if (connections.length === 0) return noConnections;
    const others = connections.filter(({ version }) => version !== 'IKEv2');
    const actual = Object.fromEntries(connections.map((one) => [one.name, one.version]));
    const seen = { expected: 'IKEv2', actual };
    if (others.length === 0) return pass(counted(connections.length, 'connection'), seen);
    return fail(others.map((one) => `${one.name}: ${one.version}`).join(', '), {
      ...seen,
      explains: [topic.connections(name)],
    });
  },
});
