/** An RSA private key from its two primes (RFC 8017, 3.2), and a plain one of any size. */
import { createPrivateKey, generateKeyPair } from 'node:crypto';
import { exponent } from './primes.ts';

/** The number whose product with `value` leaves 1; the two have no divisor in common. */
function inverse(value: bigint, modulus: bigint): bigint {
  let [low, high] = [value % modulus, modulus];
  let [ofLow, ofHigh] = [1n, 0n];
  while (low > 0n) {
    const times = high / low;
    [low, high] = [high - times * low, low];
    [ofLow, ofHigh] = [ofHigh - times * ofLow, ofLow];
  }
  return ofHigh < 0n ? ofHigh + modulus : ofHigh;
}

function base64url(value: bigint): string {
  const hex = value.toString(16);
  return Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex').toString('base64url');
}

/** @returns PEM (PKCS #8) */
export function rsaOf(p: bigint, q: bigint): string {
  const d = inverse(exponent, (p - 1n) * (q - 1n));
  const numbers = {
    n: p * q,
    e: exponent,
    d,
    p,
    q,
    dp: d % (p - 1n),
    dq: d % (q - 1n),
    qi: inverse(q, p),
  };
  const fields = Object.entries(numbers).map(([name, value]) => [name, base64url(value)]);
  const key = createPrivateKey({ key: { kty: 'RSA', ...Object.fromEntries(fields) }, format: 'jwk' });
  return key.export({ type: 'pkcs8', format: 'pem' }).toString();
}

/** @returns PEM (PKCS #8) */
export function makeRsa(modulusLength: number): Promise<string> {
  return new Promise((resolve, reject) => {
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
}
