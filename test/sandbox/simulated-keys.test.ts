/** Keys of simulated hosts: few primes, many keys, each as good as one from openssl. */
import { createPrivateKey, createPublicKey, sign, verify } from 'node:crypto';
import { expect, it } from 'vitest';
import { KeyStock } from '#sandbox/hosts/simulated/keys/key-pool.ts';

it('are RSA-4096, distinct, and their public halves verify what they sign', async () => {
  const stock = new KeyStock();
  for (let host = 0; host < 10; host++) stock.expect();
  const pems = await Promise.all(Array.from({ length: 10 }, () => stock.rsa(4096)));
  const publics = pems.map((pem) => {
    const key = createPrivateKey(pem);
    expect(key.asymmetricKeyDetails).toMatchObject({ modulusLength: 4096, publicExponent: 65_537n });
    const open = createPublicKey(key);
    const data = Buffer.from('a mesh');
    expect(verify('sha256', data, open, sign('sha256', data, key))).toBe(true);
    return open.export({ type: 'spki', format: 'pem' });
  });
  expect(new Set(publics).size).toBe(10);
});

it('has keys for hosts that nobody expected, and of other sizes', async () => {
  const stock = new KeyStock();
  const [a, b] = await Promise.all([stock.rsa(4096), stock.rsa(2048)]);
  expect(createPrivateKey(a).asymmetricKeyDetails?.modulusLength).toBe(4096);
  expect(createPrivateKey(b).asymmetricKeyDetails?.modulusLength).toBe(2048);
});
