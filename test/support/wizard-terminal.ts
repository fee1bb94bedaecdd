/** The built wizard on a terminal of its own, with a sandbox and a state folder of its own. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type Output, run } from './lab.ts';
import { Terminal } from './terminal.ts';

const bin = resolve(import.meta.dirname, '../../dist/bin.js');

export class WizardLab {
  readonly folder = mkdtempSync(join(tmpdir(), 'vpnmesh-wizard-'));
  readonly env: Readonly<Record<string, string>> = {
    PATH: process.env.PATH ?? '',
    HOME: this.folder,
    VPNMESH_SANDBOX: join(this.folder, 'sandbox'),
    XDG_STATE_HOME: join(this.folder, 'state'),
    AWS_EC2_METADATA_DISABLED: 'true',
  };
  readonly #open: Terminal[] = [];

  start(
    options: {
      readonly args?: readonly string[];
      /** It begins once a line has been typed. */
      readonly afterLine?: boolean;
      readonly env?: Readonly<Record<string, string>>;
      readonly columns?: number;
      readonly rows?: number;
    } = {},
  ): Terminal {
    const { args = [], afterLine = false, env = {}, ...size } = options;
    const wait = afterLine ? ['sh', '-c', 'read -r line && exec "$@"', 'sh'] : [];
    const terminal = new Terminal([...wait, process.execPath, bin, ...args], {
      cwd: this.folder,
      env: { ...this.env, ...env },
      ...size,
    });
    this.#open.push(terminal);
    return terminal;
  }

  /** The command line on the same sandbox. */
  vpnmesh(...args: readonly string[]): Promise<Output> {
    return run(args, this.env);
  }

  async down(): Promise<void> {
    for (const terminal of this.#open) terminal.kill();
    await this.vpnmesh('sandbox', 'down');
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** What a terminal must be left as: the first screen, its cursor shown, pasting as ever. */
export function isLeftClean(terminal: Terminal): boolean {
  const all = Buffer.concat(terminal.chunks).toString();
  const last = (on: string, off: string): boolean => all.lastIndexOf(off) >= all.lastIndexOf(on);
  return !terminal.onAlternateScreen && last('\x1b[?25l', '\x1b[?25h') && last('\x1b[?2004h', '\x1b[?2004l');
}

/** A question takes no key at first, and a plan no yes: it is read. */
export const reads = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 400));
