/** What a server must prove before the client sends anything. */
import { createHash } from 'node:crypto';
import type { ServerHostKeyAlgorithm } from 'ssh2';
import type { KnownKey } from './known-hosts.ts';

/** `pin`: a fingerprint as `ssh-keygen -l` prints it. `known`: keys from the operator's known_hosts. */
export type HostKeyRule =
  | { readonly kind: 'pin'; readonly fingerprint: string }
  | { readonly kind: 'known'; readonly keys: readonly KnownKey[] };

/** `SHA256:` and the unpadded base64 digest of a public key blob (RFC 4253 section 6.6). */
export function fingerprint(blob: Buffer): string {
  return `SHA256:${createHash('sha256').update(blob).digest('base64').replace(/=+$/, '')}`;
}

export function accepts(rule: HostKeyRule, blob: Buffer): boolean {
  if (rule.kind === 'pin') return fingerprint(blob) === rule.fingerprint;
  return rule.keys.some(({ key }) => key === blob.toString('base64'));
}

/** Offers only acceptable key types, so that a server cannot answer with another of its keys. */
export function algorithmsFor(rule: HostKeyRule): ServerHostKeyAlgorithm[] {
  if (rule.kind === 'pin') return ['ssh-ed25519'];
  const wanted = new Set(rule.keys.flatMap(({ type }) => signatures[type] ?? []));
  return [...wanted];
}

/** Key type to the signatures it can make; SHA-1 `ssh-rsa` is left out (RFC 8332). */
const signatures: Readonly<Record<string, readonly ServerHostKeyAlgorithm[]>> = {
  'ssh-ed25519': ['ssh-ed25519'],
  'ecdsa-sha2-nistp256': ['ecdsa-sha2-nistp256'],
  'ecdsa-sha2-nistp384': ['ecdsa-sha2-nistp384'],
  'ecdsa-sha2-nistp521': ['ecdsa-sha2-nistp521'],
  'ssh-rsa': ['rsa-sha2-512', 'rsa-sha2-256'],
};
