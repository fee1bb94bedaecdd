import { fail, pass } from '#audit/check.ts';
import { ownPublicKey } from '#checks/ipsec/keys.ts';
import { byVisit } from '#checks/remedy-texts.ts';
import { topic } from '#checks/subjects.ts';
import { perTunnel } from './tunnels.ts';

export const meshKeysMatch = perTunnel({
  id: 'mesh.keys-match',
  title: "The key each end holds for the other is the other's",
  severity: 'critical',
  why: 'With another key the tunnel does not come up; with a third party’s key it comes up with the wrong one.',
  remedy: byVisit('Apply reads the public key on each host and gives it to its peers.', 'disruptive'),
  needs: (a, b) => ({
    ofA: ownPublicKey(a),
    ofB: ownPublicKey(b),
    heldByA: a.host.publicKeys,
    heldByB: b.host.publicKeys,
  }),
  judge: ({ ofA, ofB, heldByA, heldByB }, a, b) => {
    const pairs = [
      { holder: a.name, peer: b.name, held: heldByA[`${b.name}.pub`]?.fingerprint, own: ofB.fingerprint },
      { holder: b.name, peer: a.name, held: heldByB[`${a.name}.pub`]?.fingerprint, own: ofA.fingerprint },
    ];
    const wrong = pairs.filter(({ held, own }) => held !== own);
    const seen = {
      expected: Object.fromEntries(pairs.map(({ peer, own }) => [peer, own])),
      actual: Object.fromEntries(pairs.map(({ peer, held = null }) => [peer, held])),
    };
    if (wrong.length === 0) return pass('both', seen);
    const words = wrong.map(({ holder, peer, held }) =>
      held === undefined
        ? `${holder} has no key for ${peer}`
        : `${holder} holds another key for ${peer} than ${peer} has`,
    );
    return fail(words.join('; '), {
      ...seen,
      actual: Object.fromEntries(wrong.map(({ peer, held = null }) => [peer, held])),
      explains: [topic.tunnel(a.name, b.name)],
    });
  },
  topics: () => [],
});
