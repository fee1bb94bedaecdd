/** What a public key is, from its base64 text. */
import { createHash, createPublicKey } from 'node:crypto';
import type { PublicKey } from './host-facts.ts';

const curves: Readonly<Record<string, number>> = { prime256v1: 256, secp384r1: 384, secp521r1: 521 };

/** By fingerprint: all peers of a host hold the same key of it, and OpenSSL takes longer for one than all the rest of us. */
const known = new Map<string, PublicKey>();
/** Far more than a mesh has; who tells of so many makes them up. */
const most = 1_000;

/** @param base64 SubjectPublicKeyInfo */
export function readPublicKey(base64: string): PublicKey {
  const der = Buffer.from(base64, 'base64');
  const fingerprint = createHash('sha256').update(der).digest('hex');
  const key = known.get(fingerprint) ?? keyIn(der, fingerprint);
  if (known.size >= most) known.clear();
  known.set(fingerprint, key);
  return key;
}

function keyIn(der: Buffer, fingerprint: string): PublicKey {
  try {
    const { asymmetricKeyType: type, asymmetricKeyDetails: details } = createPublicKey({
      key: der,
      format: 'der',
      type: 'spki',
    });
    const bits =
      details?.modulusLength ??
      curves[details?.namedCurve ?? ''] ??
      (type === 'ed25519' ? 256 : type === 'ed448' ? 448 : undefined);
    return { fingerprint, type, bits };
  } catch {
    return { fingerprint, type: undefined, bits: undefined };
  }
}
