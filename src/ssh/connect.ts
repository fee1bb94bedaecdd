/** One SSH connection: host key first, then authentication; every way to fail has a name. */
import type { Duplex } from 'node:stream';
import type { AnyAuthMethod, Client } from 'ssh2';
import ssh2 from 'ssh2';
import { ShellError } from '#ports/shell.ts';
import { accepts, algorithmsFor, fingerprint, type HostKeyRule } from './host-key.ts';

export interface ConnectOptions {
  /** For messages: `us-east-1 (203.0.113.7)`. */
  readonly label: string;
  readonly host: string;
  readonly port: number;
  readonly username: string;
  readonly auth: readonly AnyAuthMethod[];
  readonly hostKey: HostKeyRule;
  readonly timeoutMs: number;
  readonly signal: AbortSignal | undefined;
  /** Is given the host's public key, in the wire format, once it has been accepted. */
  readonly onHostKey?: (blob: Buffer) => void;
  /** A stream that leads to the host, through a jump host. */
  readonly through?: Duplex;
}

/** Three unanswered keepalives, some 20 s, mean that the other side is gone. */
const keepalive = { keepaliveInterval: 5_000, keepaliveCountMax: 3 };

/** @throws ShellError */
export function connect(options: ConnectOptions): Promise<Client> {
  const { label, hostKey, signal } = options;
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(interrupted(label));
      return;
    }
    const client = new ssh2.Client();
    let refused: string | undefined;
    let settled = false;
    const settle = (finish: () => void): void => {
      if (settled) return;
      settled = true;
      signal?.removeEventListener('abort', onAbort);
      finish();
    };
    const fail = (error: ShellError): void =>
      settle(() => {
        client.destroy();
        reject(error);
      });
    const onAbort = (): void => fail(interrupted(label));
    signal?.addEventListener('abort', onAbort, { once: true });

    client.on('ready', () => settle(() => resolve(client)));
    // Stays on for the connection's life: an 'error' nobody hears would end the process.
    client.on('error', (error: Error & { level?: string }) => fail(explain(error, refused, options)));
    client.on('close', () => fail(lost(options)));
    client.connect({
      host: options.host,
      port: options.port,
      username: options.username,
      ...(options.through === undefined ? {} : { sock: options.through }),
      readyTimeout: options.timeoutMs,
      ...keepalive,
      authHandler: [...options.auth],
      algorithms: { serverHostKey: algorithmsFor(hostKey) },
      hostVerifier: (blob: Buffer) => {
        if (accepts(hostKey, blob)) {
          options.onHostKey?.(blob);
          return true;
        }
        refused = fingerprint(blob);
        return false;
      },
    });
    // A stage's data and its end are two small packets: without this the second waits for the host to acknowledge the first.
    client.setNoDelay(true);
  });
}

function explain(error: Error & { level?: string }, refused: string | undefined, options: ConnectOptions): ShellError {
  const { username } = options;
  const where = place(options);
  if (refused !== undefined) return wrongKey(refused, options);
  if (/no matching host key/i.test(error.message)) {
    const wanted = algorithmsFor(options.hostKey).join(', ');
    return new ShellError(
      'host-key',
      `${where} has no host key of the pinned type (${wanted}): refused before login; find out which server answers there`,
      { cause: error },
    );
  }
  switch (error.level) {
    case 'client-authentication':
    case 'agent':
      return new ShellError(
        'auth',
        `${where} rejects the login as ${username} (${error.message}): check ssh.identity in the spec against the key pair of the instance`,
        { cause: error },
      );
    case 'client-timeout':
      return new ShellError(
        'unreachable',
        `${where} does not answer SSH (no login within ${Math.round(options.timeoutMs / 1000)} s): check that the instance is running and that SSH is open to you: it is closed by default`,
        { cause: error },
      );
    default:
      return new ShellError(
        'unreachable',
        `cannot reach ${where} (${error.message}): check that the instance is running and that SSH is open to you: it is closed by default`,
        { cause: error },
      );
  }
}

function wrongKey(offered: string, options: ConnectOptions): ShellError {
  const { hostKey } = options;
  const expected = hostKey.kind === 'pin' ? `the pinned key is ${hostKey.fingerprint}` : 'known_hosts has another one';
  const next =
    hostKey.kind === 'pin'
      ? "compare it with the instance's console output, and correct the tag vpnmesh:ssh-host-key only if the key is the host's own"
      : 'log in once with ssh, which will ask, or correct known_hosts';
  return new ShellError(
    'host-key',
    `${place(options)} shows the host key ${offered}, but ${expected}: refused before login; this may be a man in the middle: ${next}`,
  );
}

function lost(options: ConnectOptions): ShellError {
  return new ShellError(
    'unreachable',
    `${place(options)} closed the connection during login: it may still be booting; try again`,
  );
}

/** The host, and where it is if an ssh_config leads elsewhere than its name says. */
function place({ label, host, port }: ConnectOptions): string {
  return label.includes(host) && port === 22 ? label : `${label} at ${host}:${port}`;
}

export function interrupted(label: string): ShellError {
  return new ShellError('closed', `the work on ${label} was interrupted: run the command again to resume`);
}
