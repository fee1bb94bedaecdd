/** The operator's public key, as EC2 wants to import it. */
import { join } from 'node:path';
import ssh2 from 'ssh2';
import { FileFault, readText } from '#files/read-text.ts';
import { plainly } from '#mesh/quote.ts';
import { ShellError } from '#ports/shell.ts';

export interface PublicKeySources {
  /** Path of the private key that the spec names. */
  readonly identity?: string;
  /** Path of the agent's socket. */
  readonly agent?: string;
  readonly home: string;
}

/** The key types that EC2 imports. */
export const importedTypes: ReadonlySet<string> = new Set(['ssh-ed25519', 'ssh-rsa']);

/** There is none that EC2 takes: what was looked at, and what to do. */
export class NoPublicKey extends ShellError {
  override readonly next: string;
  constructor(what: string, next: string) {
    super('config', what, { next });
    this.next = next;
  }
}

/**
 * One line of OpenSSH's format: the identity's key, else the first fitting default key, else the agent's first.
 * @throws NoPublicKey
 */
export async function operatorPublicKey({ identity, agent, home }: PublicKeySources): Promise<string> {
  const paths = identity === undefined ? ['id_ed25519', 'id_rsa'].map((name) => join(home, '.ssh', name)) : [identity];
  for (const path of paths) {
    const line = fromPublicFile(`${path}.pub`) ?? fromPrivateFile(path);
    if (line !== undefined) return check(line, path);
  }
  if (identity === undefined && agent !== undefined) {
    const line = await fromAgent(agent);
    if (line !== undefined) return line;
  }
  throw new NoPublicKey(
    `no SSH public key for the instances (tried ${paths.join(', ')}${agent === undefined ? '' : ' and the agent'})`,
    'create one with `ssh-keygen -t ed25519` or set ssh.identity in the spec',
  );
}

function fromPublicFile(path: string): string | undefined {
  return textAt(path)?.trim();
}

function fromPrivateFile(path: string): string | undefined {
  const text = textAt(path);
  if (text === undefined) return undefined;
  const key = ssh2.utils.parseKey(text);
  // A key behind a passphrase says its public part only beside it, in the .pub file.
  return key instanceof Error ? undefined : `${key.type} ${key.getPublicSSH().toString('base64')}`;
}

/** Undefined where there is none. @throws NoPublicKey */
function textAt(path: string): string | undefined {
  try {
    return readText(path);
  } catch (error) {
    if (!(error instanceof FileFault)) throw error;
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
    throw new NoPublicKey(`cannot read ${path}: ${error.message}`, 'fix that, or set ssh.identity in the spec');
  }
}

function check(line: string, path: string): string {
  const type = line.split(' ')[0] ?? '';
  if (importedTypes.has(type)) return line;
  throw new NoPublicKey(
    `${path} is an ${plainly(type)} key, which EC2 does not import`,
    'use an Ed25519 or RSA key as ssh.identity',
  );
}

async function fromAgent(socket: string): Promise<string | undefined> {
  return (await agentLines(socket)).find((each) => importedTypes.has(each.split(' ')[0] ?? ''));
}

/** Base64 of the public keys that the agent holds; none where there is no agent. */
export async function agentKeys(socket: string | undefined): Promise<readonly string[]> {
  return socket === undefined ? [] : (await agentLines(socket)).map((line) => line.split(' ')[1] ?? '');
}

function agentLines(socket: string): Promise<readonly string[]> {
  return new Promise((resolve) => {
    ssh2.createAgent(socket).getIdentities((error, keys) => {
      resolve(
        (error === null || error === undefined ? (keys ?? []) : []).flatMap((key) => {
          const one = ssh2.utils.parseKey(key as never);
          return one instanceof Error ? [] : [`${one.type} ${one.getPublicSSH().toString('base64')}`];
        }),
      );
    });
  });
}
