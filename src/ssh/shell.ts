/** The Shell port over SSH: pinned host keys, ssh_config, jump hosts. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Client } from 'ssh2';
import { readText } from '#files/read-text.ts';
import { type HostTarget, type Session, type Shell, ShellError } from '#ports/shell.ts';
import { type Hop, resolveHop } from './config.ts';
import { connect } from './connect.ts';
import { authMethods, type IdentitySources } from './identity.ts';
import { type JumpPath, openJumps } from './jump.ts';
import { retriedLogin } from './login-retry.ts';
import { createSession } from './session.ts';

export interface SshOptions {
  /** Path of the private key; `~` stands for `home`. */
  readonly identity?: string;
  /** Path of an ssh_config; default `~/.ssh/config` where it exists. */
  readonly configFile?: string;
  /** Path of the agent's socket, SSH_AUTH_SOCK as a rule. */
  readonly agent?: string;
  readonly home: string;
  /** Sees every byte that is read from scripts, of both streams. */
  readonly record?: (chunk: Buffer) => void;
  readonly onNotice?: (text: string) => void;
  /** Is given the public key of every target that proved to be the pinned one. */
  readonly onHostKey?: (blob: Buffer) => void;
  /** How long a host that answers may go on refusing the key: its first boot installs it late. Default 20 s. */
  readonly authPatienceMs?: number;
}

export function createSshShell(options: SshOptions): Shell {
  return { open: (target, limits) => open(options, target, limits) };
}

async function open(
  options: SshOptions,
  target: HostTarget,
  limits: { readonly timeoutMs: number; readonly signal?: AbortSignal },
): Promise<Session> {
  const config = readConfig(options);
  const hop = resolveHop(config, target.address, options.home);
  const login = (timeoutMs: number) => attempt(options, config, hop, target, timeoutMs, limits.signal);
  return retriedLogin(target.name, login, { ...limits, refusalsMs: options.authPatienceMs ?? 20_000 });
}

async function attempt(
  options: SshOptions,
  config: string,
  hop: Hop,
  target: HostTarget,
  timeoutMs: number,
  signal: AbortSignal | undefined,
): Promise<Session> {
  const label = `${target.name} (${target.address})`;
  const sources = identitySources(options);
  const username = hop.user ?? target.user;
  const auth = authMethods(hop, username, sources);
  const path: JumpPath = await openJumps(config, hop, { sources, timeoutMs, signal });
  let client: Client;
  try {
    client = await connect({
      label,
      host: hop.host,
      port: hop.port,
      username,
      auth,
      hostKey: { kind: 'pin', fingerprint: target.hostKey },
      timeoutMs,
      signal,
      ...(options.onHostKey === undefined ? {} : { onHostKey: options.onHostKey }),
      ...(path.stream === undefined ? {} : { through: path.stream }),
    });
  } catch (error) {
    path.close();
    throw error;
  }
  return createSession(client, { label, record: options.record, onClose: path.close });
}

function identitySources({ identity, agent, home, onNotice }: SshOptions): IdentitySources {
  return {
    identity: identity?.replace(/^~(?=\/|$)/, home),
    agent,
    home,
    onNotice: onNotice ?? (() => undefined),
  };
}

/** @throws ShellError `config` when a file that was named cannot be read */
function readConfig({ configFile, home }: SshOptions): string {
  const path = configFile?.replace(/^~(?=\/|$)/, home) ?? join(home, '.ssh', 'config');
  if (configFile === undefined && !existsSync(path)) return '';
  try {
    return readText(path);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new ShellError('config', `cannot read the ssh_config ${path} (${why}): correct ssh.config in the spec`, {
      cause: error,
    });
  }
}
