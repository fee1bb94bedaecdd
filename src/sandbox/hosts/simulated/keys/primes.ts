/** Primes of half an RSA-4096 modulus, made off the main thread, each once and never forgotten. */
import { generatePrime } from 'node:crypto';

const bits = 2048;
/** The public exponent of every key. */
export const exponent = 65_537n;
/** Primes made at once: libuv has four threads, which also read and write files. */
const atOnce = 2;

/** OpenSSL sets a prime's two highest bits, so that the product of any two has 4096 bits. */
function makePrime(): Promise<bigint> {
  return new Promise((resolve, reject) => {
    generatePrime(bits, { bigint: true }, (error, prime) => {
      if (error !== null && error !== undefined) reject(error);
      // The exponent has no inverse there: once in 65 537 times.
      else if (prime % exponent === 1n) resolve(makePrime());
      else resolve(prime);
    });
  });
}

export class Primes {
  readonly #made: Promise<bigint>[] = [];

  /** Begins so many, unless they are there already. */
  prepare(count: number): void {
    while (this.#made.length < count) {
      const earlier = this.#made[this.#made.length - atOnce] ?? Promise.resolve();
      const prime = earlier.catch(() => undefined).then(makePrime);
      // Whoever asks for it is told of its failure.
      prime.catch(() => undefined);
      this.#made.push(prime);
    }
  }

  /** The prime of this index, from 0. */
  at(index: number): Promise<bigint> {
    this.prepare(index + 1);
    return this.#made[index] ?? Promise.reject(new Error(`there is no prime ${index}`));
  }
}
