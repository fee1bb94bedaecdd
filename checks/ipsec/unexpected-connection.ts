import { fail, pass } from '#audit/check.ts';
import { byHand } from '#checks/remedy-texts.ts';
import { perConcentrator } from '#checks/subjects.ts';

export const ipsecUnexpectedConnection = perConcentrator({
  id: 'ipsec.unexpected-connection',
  title: 'No connection that the spec does not call for',
  severity: 'high',
  why: 'A connection to somebody else is a way into every network of the mesh.',
  remedy: {
    ...byHand(
      'Take its file out of swanctl/conf.d and load again (`swanctl --load-conns`); `swanctl --terminate --ike NAME` ends it.',
    ),
    risk: 'disruptive',
  },
  needs: ({ host, desired }) => ({ connections: host.connections, written: host.written, sas: host.sas, desired }),
  judge: ({ connections, written, sas, desired }) => {
    // Who is in the middle of a first exchange, or of one that fails, is nobody's connection yet.
    const begun = sas.filter(({ name }) => name !== '(unnamed)');
    const names = new Set([...connections, ...written, ...begun].map(({ name }) => name));
    const others = [...names].filter((name) => !desired.peers.includes(name));
    const expected = desired.peers;
    return others.length === 0
      ? pass(`${names.size} connections, all to peers`, { expected, actual: [...names] })
      : fail(`not called for: ${others.join(', ')}`, { expected, actual: others });
  },
});
