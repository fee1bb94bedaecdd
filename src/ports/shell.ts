/** The Shell port: how the product runs scripts on hosts. Pinned SSH in production, any implementation in tests. */
import { ExplainedError } from '#mesh/errors.ts';

/** One host to log in to. */
export interface HostTarget {
  /** Concentrator name, for messages. */
  readonly name: string;
  readonly region: string;
  /** IPv4 address to connect to (an ssh_config may map it to another host and port). */
  readonly address: string;
  readonly user: string;
  /** The pin: `SHA256:` and the unpadded base64 digest of the host's ed25519 key, as ssh-keygen -l prints it. */
  readonly hostKey: string;
}

/** One script run as root through `sudo -n`; its data travels on stdin, never in the command line. */
export interface ShellRun {
  /** POSIX sh text, a constant of ours. */
  readonly script: string;
  /** What the script reads from its standard input. */
  readonly input?: string;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
  /** Called for every complete line of standard output as it arrives. */
  readonly onLine?: (line: string) => void;
  /** False when its lines are all that is wanted: the standard output of the result stays empty. */
  readonly gather?: boolean;
}

export interface ShellResult {
  /** Exit status; undefined when the connection ended first. */
  readonly code: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/** One open connection. */
export interface Session {
  /** False once it has ended, from whichever side. */
  readonly open: boolean;
  /** @throws ShellError `timeout` or `closed`; a non-zero exit status is a result, not an error. */
  run(run: ShellRun): Promise<ShellResult>;
  close(): void;
}

export interface Shell {
  /** Connects, checks the pin before any authentication, logs in. @throws ShellError */
  open(target: HostTarget, options: { readonly timeoutMs: number; readonly signal?: AbortSignal }): Promise<Session>;
}

export type ShellFailure = 'unreachable' | 'host-key' | 'auth' | 'timeout' | 'closed' | 'config';

/** Why a host could not be reached or a session ended; `message` is fit for the operator. */
export class ShellError extends ExplainedError {
  override name = 'ShellError';
  readonly kind: ShellFailure;
  constructor(kind: ShellFailure, message: string, options?: ErrorOptions & { readonly next?: string }) {
    super(message, options?.next, options);
    this.kind = kind;
  }
}
