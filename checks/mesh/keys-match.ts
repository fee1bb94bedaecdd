import { fail, pass } from '#audit/check.ts';
import { ownPublicKey } from '#checks/ipsec/keys.ts';
import { byVisit } from '#checks/remedy-texts.ts';
import { topic } from '#checks/subjects.ts';
import { perTunnel } from './tunnels.ts';

export const meshKeysMatch = perTunnel({
  id: 'mesh.keys-match',
  title: "Each end holds its peer's current public key",
  severity: 'critical',
  why: 'With an old key the tunnel cannot authenticate; with a third party’s key it comes up with the wrong peer.',
  remedy: byVisit('`vpnmesh apply` reads each host’s public key and distributes it to its peers.', 'disruptive'),
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
        : `${holder} holds a key for ${peer} that ${peer} does not have`,
    );
    return fail(words.join('; '), {
      ...seen,
      actual: Object.fromEntries(wrong.map(({ peer, held = null }) => [peer, held])),
      explains: [topic.tunnel(a.name, b.name)],
    });
  },
  topics: () => [],
});
