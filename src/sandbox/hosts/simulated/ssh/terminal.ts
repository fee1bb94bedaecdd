/** An interactive login: a prompt, a line of input with the usual keys, its command, and again. */
import type { ServerChannel } from 'ssh2';
import type { Machine } from '#sandbox/hosts/simulated/machine.ts';
import { Shell } from '#sandbox/hosts/simulated/shell/shell.ts';

export interface TerminalOptions {
  readonly user: string;
  /** The client has a terminal; without one it is fed lines and sees no prompt. */
  readonly terminal: boolean;
  readonly columns: number;
  readonly rows: number;
}

/** Words that begin a shell of root's inside this one. */
const becomesRoot = /^sudo\s+(-[is]|su\b.*|(ba)?sh)\s*$/;

/** An escape sequence, a line's end, or one character. */
const keys = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*[A-Za-z~]|\r\n|[\\s\\S]`, 'g');

export function openTerminal(machine: Machine, channel: ServerChannel, options: TerminalOptions): void {
  const users = [options.user];
  const history: string[] = [];
  let at = 0;
  let line = '';
  let cwd: string | undefined;
  let env: Readonly<Record<string, string>> = {};
  let busy: AbortController | undefined;
  const queue: string[] = [];
  const show = (text: string): void => {
    channel.write(options.terminal ? text.replace(/\r?\n/g, '\r\n') : text);
  };
  const user = (): string => users.at(-1) ?? options.user;
  const prompt = (): void => {
    if (!options.terminal) return;
    const home = user() === 'root' ? '/root' : `/home/${user()}`;
    const where = cwd === undefined || cwd === home ? '~' : cwd;
    show(`${user()}@${machine.hostname}:${where}${user() === 'root' ? '#' : '$'} `);
  };
  const leave = (code: number): void => {
    channel.exit(code);
    channel.end();
  };
  const exit = (): void => {
    users.pop();
    if (users.length === 0) {
      leave(0);
      return;
    }
    cwd = undefined;
    prompt();
  };
  const run = async (text: string): Promise<void> => {
    const command = text.trim();
    if (command === '') {
      prompt();
      return;
    }
    history.push(text);
    at = history.length;
    if (/^(exit|logout)\b/.test(command)) {
      exit();
      return;
    }
    if (becomesRoot.test(command)) {
      users.push('root');
      prompt();
      return;
    }
    busy = new AbortController();
    try {
      const shell = new Shell(machine, {
        user: user(),
        env,
        signal: busy.signal,
        ...(cwd === undefined ? {} : { cwd }),
      });
      const result = await shell.run(text);
      await machine.saved();
      show(result.stdout + result.stderr);
      cwd = result.env.PWD ?? cwd;
      env = result.env;
    } catch (error) {
      show(`sh: ${error instanceof Error ? error.message : String(error)}\n`);
    }
    busy = undefined;
    prompt();
  };
  /** One command after the other, also when lines come faster than they are done. */
  const enqueue = (text: string): void => {
    queue.push(text);
    if (queue.length > 1) return;
    const next = async (): Promise<void> => {
      for (let first = queue[0]; first !== undefined; first = queue[0]) {
        await run(first);
        queue.shift();
      }
    };
    void next();
  };
  const replace = (text: string): void => {
    show(`${'\b \b'.repeat(line.length)}${text}`);
    line = text;
  };
  const press = (key: string): void => {
    if (key === '\r' || key === '\n') {
      if (options.terminal) show('\n');
      const text = line;
      line = '';
      enqueue(text);
    } else if (key === '\x7f' || key === '\b') {
      if (line !== '') show('\b \b');
      line = line.slice(0, -1);
    } else if (key === '\x03') {
      busy?.abort();
      line = '';
      show('^C\n');
      if (busy === undefined) prompt();
    } else if (key === '\x04') {
      if (line === '') exit();
    } else if (key === '\x15') replace('');
    else if (key === '\x1b[A' || key === '\x1b[B') {
      at = Math.min(history.length, Math.max(0, at + (key === '\x1b[A' ? -1 : 1)));
      replace(history[at] ?? '');
    } else if (!key.startsWith('\x1b') && key >= ' ') {
      line += key;
      if (options.terminal) show(key);
    }
  };
  channel.on('error', () => undefined);
  channel.on('data', (chunk: Buffer) => {
    for (const [key] of chunk.toString().matchAll(keys)) press(key === '\r\n' ? '\n' : key);
  });
  channel.on('end', () => {
    if (line !== '') enqueue(line);
    if (!options.terminal) enqueue('exit');
    else leave(0);
  });
  channel.on('close', () => busy?.abort());
  show(
    options.terminal
      ? 'Linux (simulated by the vpnmesh sandbox): commands a concentrator has, over a file system in memory.\n'
      : '',
  );
  prompt();
}
