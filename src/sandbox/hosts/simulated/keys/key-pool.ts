/**
 * Private keys for hosts. An RSA-4096 pair takes up to two seconds of a processor, and twenty hosts want theirs at the
 * same moment, so keys are made of a few primes, two of them each: seven make 21 keys, no two alike. Whoever has two
 * keys with a prime in common can work out both private ones; these are keys of nobody, made anew with every start of
 * the sandbox, and guard tunnels that are pretended as well.
 */
import { generateKeyPairSync } from 'node:crypto';
import { Primes } from './primes.ts';
import { makeRsa, rsaOf } from './rsa.ts';

const usualBits = 4096;

/** The n-th pair, from 0, of 0-1, 0-2, 1-2, 0-3, 1-3, 2-3, 0-4, … */
function pairAt(n: number): readonly [number, number] {
  const second = Math.floor((1 + Math.sqrt(1 + 8 * n)) / 2);
  return [n - (second * (second - 1)) / 2, second];
}

export class KeyStock {
  readonly #primes = new Primes();
  #expected = 0;
  #next = 0;

  /** One more host may want a key soon. */
  expect(): void {
    const [, second] = pairAt(this.#expected);
    this.#expected += 1;
    this.#primes.prepare(second + 1);
  }

  /** A PEM private key (PKCS #8) that nobody else has. */
  async rsa(bits: number): Promise<string> {
    if (bits !== usualBits) return makeRsa(bits);
    const [first, second] = pairAt(this.#next);
    this.#next += 1;
    const [p, q] = await Promise.all([this.#primes.at(second), this.#primes.at(first)]);
    return rsaOf(p, q);
  }

  ed25519(): string {
    return generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  }
}
