/** Parses public keys from base64 text. */
import { createHash, createPublicKey } from 'node:crypto';
import type { PublicKey } from './host-facts.ts';

const curves: Readonly<Record<string, number>> = { prime256v1: 256, secp384r1: 384, secp521r1: 521 };

/** Cache by text: all peers hold the same key of a host, and OpenSSL's parsing is slow. */
const known = new Map<string, PublicKey>();
/** Far more than a mesh has: protects against made-up keys. */
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
