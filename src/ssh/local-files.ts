/** What a run will need of this machine: keys, the agent, the ssh_config. Looked at before anything is made. */
import ssh2 from 'ssh2';
import { FileFault, readText } from '#files/read-text.ts';
import { privateKeyIn } from '#mesh/quote.ts';
import type { LocalNeeds } from '#ports/local-files.ts';
import { resolveHop } from './config.ts';
import { agentKeys, importedTypes, NoPublicKey, operatorPublicKey } from './public-key.ts';

export interface LocalFault {
  readonly field: 'identity' | 'config';
  readonly what: string;
  readonly next: string;
}

export interface LocalSources {
  /** Path of the private key that the spec names. */
  readonly identity?: string;
  readonly configFile?: string;
  /** Path of the agent's socket. */
  readonly agent?: string;
  readonly home: string;
}

/** Which file it is, what is wrong with it, and what to do. Never anything of what is in it. */
export async function localFaults(sources: LocalSources, needs: LocalNeeds): Promise<readonly LocalFault[]> {
  const { identity } = sources;
  return [
    ...(identity === undefined ? await defaultFaults(sources, needs) : await identityFaults(identity, sources, needs)),
    ...configFaults(sources, needs),
  ];
}

async function identityFaults(path: string, sources: LocalSources, needs: LocalNeeds): Promise<readonly LocalFault[]> {
  const fault = (what: string, next: string): readonly LocalFault[] => [{ field: 'identity', what, next }];
  const text = textOf(path);
  if (!text.ok) return fault(`the SSH key ${path} (ssh.identity) ${text.why}`, 'correct ssh.identity in the spec');
  if (/^(ssh|ecdsa|sk-)[\w@.-]* AAAA/.test(text.value)) {
    return fault(`${path} (ssh.identity) is a public key`, 'name the private key, without .pub');
  }
  const key = ssh2.utils.parseKey(text.value);
  const encrypted = key instanceof Error && /passphrase|encrypted/i.test(key.message);
  if (key instanceof Error && !encrypted) {
    const what = privateKeyIn(text.value) === undefined ? 'is not a private key' : 'is not a readable private key';
    return fault(`${path} (ssh.identity) ${what}`, 'name a private key; `ssh-keygen -t ed25519` creates one');
  }
  const beside = textOf(`${path}.pub`);
  const own = key instanceof Error ? undefined : key.getPublicSSH().toString('base64');
  const told = beside.ok ? beside.value.trim().split(/\s+/)[1] : undefined;
  if (own !== undefined && beside.ok && told !== own) {
    return fault(
      `${path}.pub does not match ${path} (ssh.identity), and EC2 would import it`,
      `create it again: \`ssh-keygen -y -f ${path} > ${path}.pub\``,
    );
  }
  if (encrypted && (told === undefined || !(await agentKeys(sources.agent)).includes(told))) {
    const which = told === undefined ? `there is no readable ${path}.pub` : 'no SSH agent holds it';
    return fault(`${path} (ssh.identity) is encrypted, and ${which}`, `add it to an agent: \`ssh-add ${path}\``);
  }
  const type = key instanceof Error ? (beside.ok ? (beside.value.split(/\s+/)[0] ?? '') : '') : key.type;
  if (needs.imports && !importedTypes.has(type)) {
    return fault(
      `${path} (ssh.identity) is an ${type} key, which EC2 does not import`,
      'use an Ed25519 or RSA key; `ssh-keygen -t ed25519` creates one',
    );
  }
  return [];
}

/** Nothing is named: ssh's usual keys, or the agent's. */
async function defaultFaults(sources: LocalSources, { imports }: LocalNeeds): Promise<readonly LocalFault[]> {
  if (!imports) return [];
  try {
    await operatorPublicKey(sources);
    return [];
  } catch (error) {
    if (!(error instanceof NoPublicKey)) throw error;
    return [{ field: 'identity', what: error.message, next: error.next }];
  }
}

function configFaults({ configFile, home }: LocalSources, { addresses }: LocalNeeds): readonly LocalFault[] {
  if (configFile === undefined) return [];
  const fault = (what: string, next: string): readonly LocalFault[] => [{ field: 'config', what, next }];
  const text = textOf(configFile);
  if (!text.ok) return fault(`the ssh_config ${configFile} ${text.why}`, 'correct ssh.config in the spec');
  const key = privateKeyIn(text.value);
  if (key !== undefined)
    return fault(`${configFile} (ssh.config) is ${key}`, 'name an ssh_config, or remove ssh.config');
  for (const address of addresses) {
    try {
      const { proxyCommand, jumps, knownHosts } = resolveHop(text.value, address, home);
      if (proxyCommand !== undefined) {
        return fault(
          `${configFile} (ssh.config) reaches hosts through ProxyCommand, which is not supported`,
          'use ProxyJump',
        );
      }
      if (jumps.length > 0 && !knownHosts.some((path) => textOf(path).ok)) {
        return fault(
          `cannot read ${knownHosts.join(', ')}, which has the keys of the jump hosts in ${configFile}`,
          'log in to them once with `ssh`, which records their keys there',
        );
      }
    } catch {
      return fault(`${configFile} (ssh.config) is not an ssh_config`, 'name one, or remove ssh.config');
    }
  }
  return [];
}

type Reading = { readonly ok: true; readonly value: string } | { readonly ok: false; readonly why: string };

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'does not exist',
  ENOTDIR: 'does not exist',
  EACCES: 'cannot be read: permission denied',
  EPERM: 'cannot be read: permission denied',
  EISDIR: 'is not a file',
  IRREGULAR: 'is not a file',
  TOOBIG: 'is too large',
};

function textOf(path: string): Reading {
  try {
    return { ok: true, value: readText(path) };
  } catch (error) {
    if (!(error instanceof FileFault)) throw error;
    return { ok: false, why: reasons[error.code] ?? `cannot be read (${error.code})` };
  }
}
