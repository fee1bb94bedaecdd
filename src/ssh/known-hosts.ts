/** OpenSSH's known_hosts, as far as it says which keys a jump host may show (sshd(8), SSH_KNOWN_HOSTS FILE FORMAT). */
import { createHmac } from 'node:crypto';

export interface KnownKey {
  /** `ssh-ed25519`, `ssh-rsa`, `ecdsa-sha2-nistp256`, … */
  readonly type: string;
  /** The public key blob, base64. */
  readonly key: string;
}

/**
 * Keys on record for a host; `@cert-authority` lines are left aside, since nothing here reads certificates.
 * @param host name or address as one connects to it
 */
export function knownKeys(text: string, host: string, port: number): readonly KnownKey[] {
  const label = port === 22 ? host : `[${host}]:${port}`;
  const entries = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#') && !line.startsWith('@cert-authority'))
    .map((line) => {
      const words = line.split(/\s+/);
      const revoked = words[0] === '@revoked';
      const [names = '', type = '', key = ''] = revoked ? words.slice(1) : words;
      return { revoked, names, type, key };
    })
    .filter(({ names }) => matches(names, label));
  const revoked = new Set(entries.filter((entry) => entry.revoked).map(({ key }) => key));
  return entries.filter((entry) => !revoked.has(entry.key)).map(({ type, key }) => ({ type, key }));
}

function matches(names: string, label: string): boolean {
  if (names.startsWith('|1|')) {
    const [, , salt = '', hash] = names.split('|');
    return createHmac('sha1', Buffer.from(salt, 'base64')).update(label).digest('base64') === hash;
  }
  const patterns = names.split(',');
  const hit = (pattern: string) => wildcard(pattern).test(label);
  return (
    patterns.some((pattern) => !pattern.startsWith('!') && hit(pattern)) &&
    !patterns.some((pattern) => pattern.startsWith('!') && hit(pattern.slice(1)))
  );
}

/** `*` and `?` as in known_hosts; brackets stand for themselves there. */
function wildcard(pattern: string): RegExp {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, 'i');
}
