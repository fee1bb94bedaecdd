/** What a command of a host is given, and what it gives back. */
import type { HostFs } from '#sandbox/hosts/simulated/disk/host-fs.ts';
import type { Machine } from '#sandbox/hosts/simulated/machine.ts';
import type { Shell } from './shell.ts';

export interface Call {
  readonly machine: Machine;
  /** The shell that runs it: its user, its umask, what it holds. */
  readonly shell: Shell;
  readonly args: readonly string[];
  /** The host's files as the shell's user meets them. */
  readonly fs: HostFs;
  /** Decoded as UTF-8. */
  readonly stdin: string;
  /** The same as bytes, one character each. */
  readonly bytes: string;
  readonly cwd: string;
  readonly env: ReadonlyMap<string, string>;
  /** Absolute form of a path argument. */
  path(given: string): string;
  /** The file that a descriptor of the shell was opened on (`exec 9>file`); undefined when there is none. */
  file(descriptor: number): string | undefined;
  /** Runs other words in the same shell. */
  exec(words: readonly string[], stdin?: string): Promise<Output>;
  /** The command of the same name that the shell itself has. */
  original(args: readonly string[]): Promise<Output>;
}

export interface Output {
  readonly stdout?: string;
  readonly stderr?: string;
  /** Exit status, 0 when absent. */
  readonly code?: number;
}

export type HostCommand = (call: Call) => Output | Promise<Output>;

/** By name. */
export type Commands = Readonly<Record<string, HostCommand>>;

export const said = (stdout: string, code = 0): Output => ({
  stdout: stdout === '' || stdout.endsWith('\n') ? stdout : `${stdout}\n`,
  code,
});
export const complained = (stderr: string, code = 1): Output => ({ stderr: `${stderr}\n`, code });
export const done: Output = {};

/** Options that take a value, others that take none, and what is left. */
export function options(
  args: readonly string[],
  withValue: readonly string[],
): {
  readonly flags: ReadonlySet<string>;
  readonly values: ReadonlyMap<string, string>;
  readonly rest: readonly string[];
} {
  const flags = new Set<string>();
  const values = new Map<string, string>();
  const rest: string[] = [];
  for (let at = 0; at < args.length; at++) {
    const word = args[at] ?? '';
    const [name = '', value] = word.startsWith('--') ? word.split(/=(.*)/s) : [word];
    if (word === '--') {
      rest.push(...args.slice(at + 1));
      break;
    }
    if (!word.startsWith('-') || word === '-') rest.push(word);
    else if (withValue.includes(name)) {
      values.set(name, value ?? args[at + 1] ?? '');
      if (value === undefined) at += 1;
    } else flags.add(word);
  }
  return { flags, values, rest };
}

/** A program without the folder that Debian has it in: commands here have names alone. */
export const plain = (words: readonly string[]): readonly string[] =>
  words.map((word, index) => (index === 0 ? word.replace(/^\/(usr\/)?(local\/)?s?bin\/(?=[\w.-]+$)/, '') : word));

export const quote = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`;
