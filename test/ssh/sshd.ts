/** A real OpenSSH server on a loopback port, with everything of its own in a temporary directory. */
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const binary = '/usr/sbin/sshd';
/** The server needs privilege separation and the scripts need sudo without a password. */
export const sshdAvailable = existsSync(binary) && userInfo().uid === 0 && existsSync('/usr/bin/sudo');

export interface Sshd {
  readonly port: number;
  readonly directory: string;
  /** SHA256:… of the ed25519 host key. */
  readonly fingerprint: string;
  /** One line of known_hosts. */
  readonly knownHost: string;
  /** Private key that may log in. */
  readonly identity: string;
  readonly user: string;
  log(): string;
  /** Ends the processes that serve connections, as a host that dies would. */
  cut(): void;
  /** Ends the server and every session of its. */
  stop(): Promise<void>;
}

export function makeKey(path: string, passphrase = ''): string {
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', passphrase, '-f', path]);
  return path;
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

export async function startSshd(options: { readonly port?: number } = {}): Promise<Sshd> {
  const directory = mkdtempSync(join(tmpdir(), 'vpnmesh-sshd-'));
  const port = options.port ?? (await freePort());
  const hostKey = makeKey(join(directory, 'host'));
  const identity = makeKey(join(directory, 'identity'));
  writeFileSync(join(directory, 'authorized'), readFileSync(`${identity}.pub`), { mode: 0o600 });
  writeFileSync(
    join(directory, 'config'),
    [
      `Port ${port}`,
      'ListenAddress 127.0.0.1',
      `HostKey ${hostKey}`,
      `AuthorizedKeysFile ${join(directory, 'authorized')}`,
      'PermitRootLogin prohibit-password',
      'PasswordAuthentication no',
      'KbdInteractiveAuthentication no',
      'StrictModes no',
      'UsePAM no',
      'LogLevel DEBUG1',
      `PidFile ${join(directory, 'pid')}`,
    ].join('\n'),
  );
  execFileSync('mkdir', ['-p', '/run/sshd']);
  const logFile = join(directory, 'log');
  writeFileSync(logFile, '');
  const child = spawn(binary, ['-D', '-f', join(directory, 'config'), '-E', logFile], {
    detached: true,
    stdio: 'ignore',
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const publicKey = readFileSync(`${hostKey}.pub`, 'utf8').split(' ');
  await answers(port);
  return {
    port,
    directory,
    fingerprint: execFileSync('ssh-keygen', ['-lf', `${hostKey}.pub`], { encoding: 'utf8' }).split(' ')[1] ?? '',
    knownHost: `[127.0.0.1]:${port} ${publicKey[0]} ${publicKey[1]}\n`,
    identity,
    user: userInfo().username,
    log: () => readFileSync(logFile, 'utf8'),
    cut() {
      for (const session of sessions(child.pid)) process.kill(session, 'SIGKILL');
    },
    async stop() {
      if (child.exitCode === null && child.signalCode === null) {
        for (const session of sessions(child.pid)) process.kill(session, 'SIGKILL');
        child.kill('SIGKILL');
      }
      await ended;
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

function sessions(parent: number | undefined): readonly number[] {
  try {
    return execFileSync('pgrep', ['-P', String(parent)], { encoding: 'utf8' })
      .trim()
      .split('\n')
      .map(Number);
  } catch {
    return [];
  }
}

async function answers(port: number): Promise<void> {
  for (let left = 100; left > 0; left--) {
    const open = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => {
        socket.destroy();
        resolve(true);
      });
      socket.on('error', () => resolve(false));
    });
    if (open) return;
    await delay(50);
  }
  throw new Error(`sshd does not listen on ${port}`);
}
