/** sshd of one host: ssh2's server, handed the connections that the network let through. */
import { createHash } from 'node:crypto';
import type { Socket } from 'node:net';
import ssh2, { type AuthContext, type Connection, type ServerChannel, type Session } from 'ssh2';
import type { Machine } from '#sandbox/hosts/simulated/machine.ts';
import { Shell } from '#sandbox/hosts/simulated/shell/shell.ts';
import { inBusyTime } from '#sandbox/hosts/simulated/systemd/idle-time.ts';
import { openTerminal } from './terminal.ts';

export interface SshServer {
  /** A connection from the operator. */
  take(socket: Socket): void;
  /** Cuts every connection: the host goes down. */
  close(): void;
}

export function createSshServer(machine: Machine): SshServer {
  const sockets = new Set<Socket>();
  const server = new ssh2.Server(
    { hostKeys: [machine.identity.hostKey], ident: 'OpenSSH_9.2p1 Debian-2+deb12u4' },
    (connection) => {
      let user = '';
      connection.on('error', () => undefined);
      connection.on('authentication', (context) => {
        user = context.username;
        authenticate(machine, context).catch(() => context.reject(['publickey']));
      });
      connection.on('ready', () => serve(machine, connection, user));
    },
  );
  return {
    take(socket) {
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket));
      socket.on('error', () => undefined);
      socket.setNoDelay(true);
      server.injectSocket(socket);
      socket.resume();
    },
    close() {
      for (const socket of sockets) socket.destroy();
      sockets.clear();
    },
  };
}

async function authenticate(machine: Machine, context: AuthContext): Promise<void> {
  const { fs } = machine;
  const home = context.username === 'root' ? '/root' : `/home/${context.username}`;
  const known = (await fs.text('/etc/passwd')).split('\n').some((line) => line.startsWith(`${context.username}:`));
  if (!known) machine.log('sshd', `Invalid user ${context.username} from 192.0.2.7 port 51000`, 'auth', 'ssh.service');
  if (context.method !== 'publickey') {
    context.reject(['publickey']);
    return;
  }
  const blob = context.key.data.toString('base64');
  const line = (await fs.text(`${home}/.ssh/authorized_keys`)).split('\n').find((each) => each.includes(blob));
  const key = line === undefined ? undefined : ssh2.utils.parseKey(line);
  if (!known || key === undefined || key instanceof Error) {
    context.reject(['publickey']);
    return;
  }
  const { blob: challenge, signature } = context;
  const signed = challenge !== undefined && signature !== undefined;
  if (signed && key.verify(challenge, signature, context.hashAlgo) !== true) {
    context.reject(['publickey']);
    return;
  }
  if (signed) {
    const print = createHash('sha256').update(context.key.data).digest('base64').replace(/=+$/, '');
    machine.log(
      'sshd',
      `Accepted publickey for ${context.username} from 192.0.2.7 port 51000 ssh2: ED25519 SHA256:${print}`,
      'auth',
      'ssh.service',
    );
  }
  context.accept();
}

function serve(machine: Machine, connection: Connection, user: string): void {
  connection.on('session', (accept) => {
    const session: Session = accept();
    let size = { columns: 80, rows: 24 };
    let terminal = false;
    session.on('pty', (acceptPty, _reject, { cols, rows }) => {
      terminal = true;
      size = { columns: cols, rows };
      acceptPty?.();
    });
    session.on('window-change', (acceptChange) => acceptChange?.());
    session.on('env', (acceptEnv) => acceptEnv?.());
    session.on('exec', (acceptExec, _reject, { command }) => void execute(machine, acceptExec(), command, user));
    session.on('shell', (acceptShell) => openTerminal(machine, acceptShell(), { user, terminal, ...size }));
  });
}

/** A command whose input never ends is begun all the same when nothing has come for this long. */
const quietMs = 150;

/** Everything the client sends until it says that it is done; commands that do not wait for input get what has come. */
function input(channel: ServerChannel, waits: boolean): Promise<string> {
  return new Promise((resolve) => {
    let bytes = '';
    let timer: NodeJS.Timeout | undefined;
    const finish = (): void => {
      clearTimeout(timer);
      resolve(bytes);
    };
    const arm = (): void => {
      if (waits) return;
      clearTimeout(timer);
      timer = setTimeout(finish, quietMs);
    };
    channel.on('data', (chunk: Buffer) => {
      bytes += chunk.toString('latin1');
      arm();
    });
    channel.once('end', finish);
    channel.once('close', finish);
    arm();
  });
}

/** Words that read their standard input to its end. */
const reads = /\bread -r\b|\bhead -c\b|^\s*(sudo\s+(-n\s+)?)?(cat|tee|sh|bash|wc|sort|base64|dd)\b(?!.*\s-c\s)/;

async function execute(machine: Machine, channel: ServerChannel, command: string, user: string): Promise<void> {
  const abort = new AbortController();
  channel.on('error', () => undefined);
  channel.once('close', () => abort.abort());
  const stdin = await input(channel, reads.test(command));
  try {
    const shell = new Shell(machine, { user, signal: abort.signal });
    const { code, stdout, stderr } = await inBusyTime(() => shell.run(command, stdin));
    await machine.saved();
    if (stderr !== '') channel.stderr.write(stderr);
    if (stdout !== '') channel.write(stdout);
    channel.exit(code);
  } catch (error) {
    if (!abort.signal.aborted) channel.stderr.write(`sh: ${String(error)}\n`);
    channel.exit(255);
  }
  channel.end();
}
