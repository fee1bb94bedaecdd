/** What a public key is, from its base64 text. */
import { createHash, createPublicKey } from 'node:crypto';
import type { PublicKey } from './host-facts.ts';

const curves: Readonly<Record<string, number>> = { prime256v1: 256, secp384r1: 384, secp521r1: 521 };

/** @param base64 SubjectPublicKeyInfo */
export function readPublicKey(base64: string): PublicKey {
  const der = Buffer.from(base64, 'base64');
  const fingerprint = createHash('sha256').update(der).digest('hex');
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
