/**
 * Private keys for hosts, made off the main thread ahead of need: an RSA-4096 pair takes one to two seconds of a
 * processor, and twenty hosts want theirs at the same moment.
 */
import { generateKeyPair, generateKeyPairSync } from 'node:crypto';

const usualBits = 4096;
/** Pairs made at once: libuv has four threads, and the machine is not ours alone. */
const atOnce = 2;

const makeRsa = (modulusLength: number): Promise<string> =>
  new Promise((resolve, reject) => {
    generateKeyPair(
      'rsa',
      {
        modulusLength,
        publicKeyEncoding: { type: 'spki', format: 'pem' },
        privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
      },
      (error, _, privateKey) => {
        if (error === null) resolve(privateKey);
        else reject(error);
      },
    );
  });

export class KeyStock {
  #ready: string[] = [];
  readonly #waiting: ((key: string) => void)[] = [];
  #wanted = 0;
  #making = 0;
  #closed = false;

  /** One more host may want a key soon. */
  expect(): void {
    this.#wanted += 1;
    this.#work();
  }

  /** A host that was expected wants none any more. */
  forgo(): void {
    this.#wanted = Math.max(0, this.#wanted - 1);
  }

  /** A PEM private key (PKCS #8) that nobody else has. */
  rsa(bits: number): Promise<string> {
    if (bits !== usualBits) return makeRsa(bits);
    const ready = this.#ready.pop();
    if (ready !== undefined) {
      this.forgo();
      return Promise.resolve(ready);
    }
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      this.#work();
    });
  }

  ed25519(): string {
    return generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  }

  close(): void {
    this.#closed = true;
    this.#ready = [];
  }

  #work(): void {
    const lacking = this.#waiting.length > 0 || this.#ready.length + this.#making < this.#wanted;
    if (this.#closed || this.#making >= atOnce || !lacking) return;
    this.#making += 1;
    makeRsa(usualBits).then(
      (key) => {
        this.#making -= 1;
        const waiting = this.#waiting.shift();
        if (waiting === undefined) this.#ready.push(key);
        else {
          this.forgo();
          waiting(key);
        }
        this.#work();
      },
      () => {
        this.#making -= 1;
      },
    );
    this.#work();
  }
}
