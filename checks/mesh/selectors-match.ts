import { fail, notApplicable, pass } from '#audit/check.ts';
import { byVisit } from '#checks/remedy-texts.ts';
import { topic } from '#checks/subjects.ts';
import { perTunnel } from './tunnels.ts';

export const meshSelectorsMatch = perTunnel({
  id: 'mesh.selectors-match',
  title: 'Traffic selectors of both ends mirror each other',
  severity: 'high',
  why: 'The peer drops packets outside its selectors, or rejects the CHILD SA.',
  remedy: byVisit('Make `local_ts` of one end equal `remote_ts` of the other, and reload both.', 'disruptive'),
  needs: (a, b) => ({ atA: a.host.connections, atB: b.host.connections }),
  judge: ({ atA, atB }, a, b) => {
    const [toB, toA] = [atA.find(({ name }) => name === b.name), atB.find(({ name }) => name === a.name)];
    if (toA === undefined || toB === undefined)
      return notApplicable('one end lacks the connection: see ipsec.config-drift');
    const text = (selectors: readonly string[]): string => selectors.toSorted().join(', ');
    const pairs = [
      { at: a.name, sends: text(toB.localTs), expects: text(toA.remoteTs) },
      { at: b.name, sends: text(toA.localTs), expects: text(toB.remoteTs) },
    ];
    const wrong = pairs.filter(({ sends, expects }) => sends !== expects);
    if (wrong.length === 0) return pass(`${pairs[0]?.sends} to ${pairs[1]?.sends}`);
    return fail(
      wrong.map(({ at, sends, expects }) => `${at} offers ${sends}, its peer expects ${expects}`).join('; '),
      {
        expected: pairs.map(({ sends }) => sends),
        actual: wrong,
        explains: [topic.tunnel(a.name, b.name), topic.connections(a.name), topic.connections(b.name)],
      },
    );
  },
  topics: () => [],
});
