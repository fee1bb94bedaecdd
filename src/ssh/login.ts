/** An interactive login: OpenSSH's own terminal, with the pinned key as the only one it accepts. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { type HostTarget, ShellError } from '#ports/shell.ts';
import { createSshShell } from './shell.ts';

export interface LoginOptions {
  readonly identity?: string;
  readonly configFile?: string;
}

/** Resolves to ssh's exit status. @throws ShellError when the host cannot be reached or is not the pinned one */
export async function login(target: HostTarget, options: LoginOptions): Promise<number> {
  const keys: Buffer[] = [];
  const agent = process.env.SSH_AUTH_SOCK;
  const shell = createSshShell({
    ...options,
    ...(agent === undefined ? {} : { agent }),
    home: homedir(),
    onHostKey: (blob) => keys.push(blob),
  });
  const session = await shell.open(target, { timeoutMs: 10_000 }).catch((error: unknown) => {
    if (error instanceof ShellError && error.kind === 'unreachable') {
      throw new ShellError('unreachable', `${error.message}; \`vpnmesh ssh open\` opens it temporarily`);
    }
    throw error;
  });
  session.close();
  const folder = mkdtempSync(join(tmpdir(), 'vpnmesh-'));
  try {
    const known = join(folder, 'known_hosts');
    const alias = `vpnmesh-${target.name}`;
    writeFileSync(known, keys.map((blob) => `${alias} ssh-ed25519 ${blob.toString('base64')}\n`).join(''), {
      mode: 0o600,
    });
    return await ssh([
      ...(options.configFile === undefined ? [] : ['-F', options.configFile]),
      ...(options.identity === undefined ? [] : ['-i', options.identity]),
      ...['-o', `HostKeyAlias=${alias}`, '-o', `UserKnownHostsFile=${known}`, '-o', 'GlobalKnownHostsFile=/dev/null'],
      ...['-o', 'StrictHostKeyChecking=yes', '-o', 'HostKeyAlgorithms=ssh-ed25519'],
      `${target.user}@${target.address}`,
    ]);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function ssh(args: readonly string[]): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn('ssh', args, { stdio: 'inherit' });
    child.once('error', () =>
      reject(new ShellError('config', 'the `ssh` command is missing: install OpenSSH to log in with a terminal')),
    );
    child.once('exit', (code) => resolve(code ?? 1));
  });
}
