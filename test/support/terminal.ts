/** A program on a real pseudo-terminal, in front of a real terminal emulator: what a person would see, and what went over the wire. */
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Writable } from 'node:stream';
import xterm from '@xterm/headless';

export interface TerminalOptions {
  readonly columns?: number;
  readonly rows?: number;
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
}

export class Terminal {
  readonly #child: ChildProcess;
  readonly #emulator: InstanceType<typeof xterm.Terminal>;
  /** Everything it has printed, in pieces as they came. */
  readonly chunks: Buffer[] = [];
  /** Exit status, once it has ended. */
  readonly ended: Promise<number | null>;
  #written: Promise<void> = Promise.resolve();

  constructor(command: readonly string[], { columns = 80, rows = 24, env, cwd }: TerminalOptions) {
    this.#emulator = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true, scrollback: 1000 });
    const bridge = join(import.meta.dirname, 'pseudo_terminal.py');
    this.#child = spawn('python3', [bridge, String(columns), String(rows), ...command], {
      cwd,
      // Python would make a UTF-8 locale of LANG=C for everything it starts.
      env: { TERM: 'xterm-256color', LANG: 'C.UTF-8', PYTHONCOERCECLOCALE: '0', ...env },
      stdio: ['pipe', 'pipe', 'inherit', 'pipe'],
    });
    this.ended = new Promise((resolve) => this.#child.once('close', (code) => resolve(code)));
    this.#child.stdout?.on('data', (chunk: Buffer) => {
      this.chunks.push(chunk);
      this.#written = new Promise((resolve) => this.#emulator.write(chunk, resolve));
    });
  }

  get bytes(): number {
    return this.chunks.reduce((sum, { length }) => sum + length, 0);
  }

  /** Lines of the screen, as they are now. */
  async lines(): Promise<readonly string[]> {
    await this.#written;
    const { active } = this.#emulator.buffer;
    return Array.from({ length: this.#emulator.rows }, (_, row) =>
      (active.getLine(active.baseY + row)?.translateToString(true) ?? '').trimEnd(),
    );
  }

  async text(): Promise<string> {
    return (await this.lines()).join('\n');
  }

  /** Lines that have left the screen at its upper edge. */
  get scrolledAway(): number {
    return this.#emulator.buffer.active.baseY;
  }

  get onAlternateScreen(): boolean {
    return this.#emulator.buffer.active.type === 'alternate';
  }

  send(...keys: readonly (keyof typeof named | string)[]): void {
    for (const key of keys) this.#child.stdin?.write(key in named ? named[key as keyof typeof named] : key);
  }

  resize(columns: number, rows: number): void {
    this.#emulator.resize(columns, rows);
    (this.#child.stdio[3] as Writable).write(`${columns} ${rows}\n`);
  }

  /** Ends when the screen shows it. @throws Error with the screen when it does not in time */
  async shows(what: string | RegExp, ms = 20_000): Promise<string> {
    const until = Date.now() + ms;
    for (;;) {
      const text = await this.text();
      if (typeof what === 'string' ? text.includes(what) : what.test(text)) return text;
      if (Date.now() > until) throw new Error(`${String(what)} was not shown within ${ms} ms; the screen:\n${text}`);
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
  }

  /** Keys, and then what they lead to. */
  async press(keys: readonly string[], what: string | RegExp, ms?: number): Promise<string> {
    this.send(...keys);
    return this.shows(what, ms);
  }

  kill(): void {
    this.#child.kill('SIGKILL');
    this.#emulator.dispose();
  }
}

const named = {
  Enter: '\r',
  Esc: '\x1b',
  Up: '\x1b[A',
  Down: '\x1b[B',
  Right: '\x1b[C',
  Left: '\x1b[D',
  Space: ' ',
  CtrlC: '\x03',
  Backspace: '\x7f',
  Tab: '\t',
  End: '\x1b[F',
} as const;
