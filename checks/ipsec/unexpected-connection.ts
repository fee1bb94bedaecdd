import { fail, pass } from '#audit/check.ts';
import { byHand } from '#checks/remedy-texts.ts';
import { perConcentrator } from '#checks/subjects.ts';
import { counted } from '#mesh/plural.ts';

export const ipsecUnexpectedConnection = perConcentrator({
  id: 'ipsec.unexpected-connection',
  title: 'No unexpected connection',
  severity: 'high',
  why: 'A connection to an unknown peer opens every network of the mesh to it.',
  remedy: {
    ...byHand(
      'Remove its file from swanctl/conf.d and reload (`swanctl --load-conns`); terminate it with `swanctl --terminate --ike NAME`.',
    ),
    risk: 'disruptive',
  },
  needs: ({ host, desired }) => ({ connections: host.connections, written: host.written, sas: host.sas, desired }),
  judge: ({ connections, written, sas, desired }) => {
    // An exchange that has not authenticated yet, or fails, belongs to no connection.
    const begun = sas.filter(({ name }) => name !== '(unnamed)');
    const names = new Set([...connections, ...written, ...begun].map(({ name }) => name));
    const others = [...names].filter((name) => !desired.peers.includes(name));
    const expected = desired.peers;
    return others.length === 0
      ? pass(`${counted(names.size, 'connection')}, all to peers`, { expected, actual: [...names] })
      : fail(`unexpected: ${others.join(', ')}`, { expected, actual: others });
  },
});
