/** A concentrator's own key pair: created on the host and named after it. */
import type { Concentrator } from '#checks/subjects.ts';
import type { PrivateKey, PublicKey } from '#linux/host-facts.ts';
import { type Fact, known, unknown } from '#mesh/fact.ts';

export function ownKeyOf(keys: readonly PrivateKey[], name: string): PrivateKey | undefined {
  return keys.find(({ path }) => path.endsWith(`/${name}.key`));
}

export const keyTopic = (name: string): string => `key ${name}`;

/** The public key derived from the private key itself, not read from a file beside it. */
export function ownPublicKey({ name, host }: Concentrator): Fact<PublicKey> {
  if (!host.keys.ok) return host.keys;
  const key = ownKeyOf(host.keys.value, name)?.public;
  return key === undefined
    ? unknown('absent', `${name} has no readable private key`, keyTopic(name))
    : known(key, host.keys.at);
}
