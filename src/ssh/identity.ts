/** Which keys to offer to a server, and in which order. */
import { join } from 'node:path';
import type { AnyAuthMethod } from 'ssh2';
import ssh2 from 'ssh2';
import { readBytes } from '#files/read-text.ts';
import { ShellError } from '#ports/shell.ts';
import type { Hop } from './config.ts';

export interface IdentitySources {
  /** Path of the private key the spec names; it must be readable. */
  readonly identity: string | undefined;
  /** Path of the agent's socket. */
  readonly agent: string | undefined;
  readonly home: string;
  readonly onNotice: (text: string) => void;
}

/** ssh(1)'s own defaults, tried when nothing names a key. */
const defaultNames = ['id_ed25519', 'id_ecdsa', 'id_rsa'];

/**
 * The spec's key first, then the ssh_config's, then the agent: a server counts failed
 * offers (MaxAuthTries), so the likeliest key leads.
 * @throws ShellError `config` when there is nothing at all to offer or the spec's key cannot be read
 */
export function authMethods(hop: Hop, username: string, sources: IdentitySources): readonly AnyAuthMethod[] {
  const { identity, home, onNotice } = sources;
  const named =
    identity === undefined ? hop.identities : [identity, ...hop.identities.filter((path) => path !== identity)];
  const paths = named.length > 0 ? named : defaultNames.map((name) => join(home, '.ssh', name));
  const methods: AnyAuthMethod[] = [];
  const refusals: string[] = [];
  for (const path of paths) {
    const key = readKey(path);
    if (key.kind === 'ok') methods.push({ type: 'publickey', username, key: key.text });
    else if (key.kind === 'unreadable' && path === identity) {
      throw new ShellError(
        'config',
        `cannot read the SSH identity ${path} (${key.why}): correct ssh.identity in the spec`,
      );
    } else if (key.kind === 'unusable') {
      refusals.push(`${path}: ${key.why}`);
      onNotice(`${path} is not offered: ${key.why}`);
    }
  }
  const agent = hop.agent === 'none' ? undefined : (hop.agent ?? sources.agent);
  if (agent !== undefined && !(hop.identitiesOnly && methods.length > 0))
    methods.push({ type: 'agent', username, agent });
  if (methods.length === 0) {
    const tried = refusals.length > 0 ? refusals.join('; ') : `tried ${paths.join(', ')}; no SSH agent is running`;
    throw new ShellError(
      'config',
      `no SSH key for ${hop.alias} (${tried}): set ssh.identity in the spec or start an SSH agent`,
    );
  }
  return methods;
}

type Key =
  | { readonly kind: 'ok'; readonly text: Buffer }
  | { readonly kind: 'unreadable' | 'unusable'; readonly why: string };

function readKey(path: string): Key {
  let text: Buffer;
  try {
    text = readBytes(path);
  } catch (error) {
    return { kind: 'unreadable', why: error instanceof Error ? error.message : String(error) };
  }
  const parsed = ssh2.utils.parseKey(text);
  if (!(parsed instanceof Error)) return { kind: 'ok', text };
  const encrypted = /passphrase/i.test(parsed.message);
  return { kind: 'unusable', why: encrypted ? 'encrypted: add it to an SSH agent' : parsed.message };
}
