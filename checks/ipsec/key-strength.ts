import { fail, pass } from '#audit/check.ts';
import { byVisit } from '#checks/remedy-texts.ts';
import { perConcentrator, topic } from '#checks/subjects.ts';
import { keyTopic, ownKeyOf } from './keys.ts';

/** Bits by type (NIST SP 800-57 part 1, table 2: 128 bits of strength). */
const least: Readonly<Record<string, number>> = { rsa: 3072, ec: 256, ed25519: 256, ed448: 448 };

export const ipsecKeyStrength = perConcentrator({
  id: 'ipsec.key-strength',
  title: 'IKE private key is RSA ≥ 3072 bits, ECDSA ≥ 256 bits or Ed25519',
  severity: 'medium',
  why: 'The key is the concentrator’s identity for years.',
  remedy: byVisit(
    'Move the key away and run `vpnmesh apply`: it creates a new key and distributes its public key to all peers.',
    'disruptive',
  ),
  needs: ({ host, desired }) => ({ keys: host.keys, desired }),
  judge: ({ keys, desired }, { name }) => {
    const key = ownKeyOf(keys, name);
    const expected = least;
    const explains = [keyTopic(name), ...desired.peers.map((peer) => topic.tunnel(name, peer))];
    if (key === undefined) return fail(`no private key ${name}.key`, { expected, actual: { key: null }, explains });
    const { type, bits } = key.public ?? { type: undefined, bits: undefined };
    const actual = { type: type ?? null, bits: bits ?? null };
    if (type === undefined || bits === undefined)
      return fail(`${key.path} is not a key that openssl can read`, { expected, actual, explains });
    const wanted = least[type];
    if (wanted !== undefined && bits >= wanted) return pass(`${type} ${bits}`, { expected, actual });
    return fail(`${key.path} is ${type} ${bits}`, { expected, actual });
  },
});
