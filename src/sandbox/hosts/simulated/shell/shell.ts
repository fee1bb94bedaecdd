/**
 * One shell process on a host: just-bash over the host's file system, with the host's commands. What just-bash
 * lacks of a process (a user, a umask, an EXIT trap, locks that end with it) is kept here.
 */
import {
  Bash,
  type CustomCommand,
  defineCommand,
  type ExecResult,
  type ResolvedCommandContext,
} from 'just-bash/browser';
import type { HostFs } from '#sandbox/hosts/simulated/disk/host-fs.ts';
import { userFs } from '#sandbox/hosts/simulated/disk/user-fs.ts';
import type { Machine } from '#sandbox/hosts/simulated/machine.ts';
import { type Call, type HostCommand, type Output, quote } from './command.ts';
import { adapted, unframed } from './dialect.ts';
import { refusalsIn, refused } from './refusals.ts';

export interface ShellOptions {
  readonly user: string;
  readonly umask?: number;
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal | undefined;
}

export interface Finished {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly env: Readonly<Record<string, string>>;
}

/** Far beyond what any script here does; they only have to end some day. */
const limits = {
  maxCommandCount: 1_000_000,
  maxLoopIterations: 1_000_000,
  maxWorkUnits: 1_000_000_000,
  maxExecutionTimeMs: 900_000,
  maxCallDepth: 500,
};

/** Bytes as just-bash has them: one character a byte. */
const bytesOf = (text: string): string => Buffer.from(text).toString('latin1');

export class Shell {
  readonly machine: Machine;
  readonly user: string;
  umask: number;
  readonly #options: ShellOptions;
  readonly #bash: Bash;
  readonly #fs: HostFs;
  readonly #denied = new Set<string>();
  readonly #traps = new Map<string, string>();
  /** Ends what the process holds: locks. */
  readonly held = new Set<() => void>();

  constructor(machine: Machine, options: ShellOptions) {
    this.machine = machine;
    this.user = options.user;
    this.umask = options.umask ?? 0o022;
    this.#options = options;
    this.#fs = options.user === 'root' ? machine.fs : userFs(machine.fs, options.user, this.#denied);
    const home = options.user === 'root' ? '/root' : `/home/${options.user}`;
    this.#bash = new Bash({
      fs: this.#fs,
      cwd: options.cwd ?? home,
      env: {
        HOME: home,
        USER: options.user,
        LOGNAME: options.user,
        SHELL: '/bin/bash',
        PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
        LANG: 'C.UTF-8',
        ...options.env,
      },
      executionLimits: limits,
      ...(machine.pace === 1
        ? {}
        : { sleep: (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms / machine.pace)) }),
      processInfo: {
        pid: machine.nextPid(),
        ppid: 1,
        uid: options.user === 'root' ? 0 : 1000,
        gid: options.user === 'root' ? 0 : 1000,
      },
      customCommands: [...machine.commands()].map(([name, command]) => this.#define(name, command)),
    });
  }

  /** Makes commands known that were not when the shell began: a package was installed. */
  learn(commands: Iterable<readonly [string, HostCommand]>): void {
    for (const [name, command] of commands) this.#bash.registerCommand(defineCommandOf(this.#define(name, command)));
  }

  trap(signal: string, action: string | undefined): void {
    if (action === undefined) this.#traps.delete(signal);
    else this.#traps.set(signal, action);
  }

  /** Runs a script to its end. @param stdin bytes, one character each @param args `$1`, `$2`, … */
  async run(script: string, stdin = '', args: readonly string[] = []): Promise<Finished> {
    const framed = unframed(script, stdin);
    const text = framed?.script ?? script;
    const parameters = args.length === 0 ? '' : `set -- ${args.map(quote).join(' ')}\n`;
    const ending = this.machine.shells.add(this);
    try {
      const result = await this.#exec(
        `${adapted.prelude}${parameters}${adapted.rewrite(text)}`,
        framed?.stdin ?? stdin,
      );
      const trap = this.#traps.get('EXIT') ?? this.#traps.get('0');
      if (trap === undefined) return result;
      this.#traps.clear();
      const last = await this.#exec(trap, '', result.env);
      return { ...result, stdout: result.stdout + last.stdout, stderr: result.stderr + last.stderr };
    } finally {
      ending.delete(this);
      for (const release of this.held) release();
      this.held.clear();
    }
  }

  async #exec(script: string, stdin: string, env?: Readonly<Record<string, string>>): Promise<Finished> {
    const { signal } = this.#options;
    const result: ExecResult & { readonly env: Readonly<Record<string, string>> } = await this.#bash
      .exec(script, {
        rawScript: true,
        stdin,
        stdinKind: 'bytes',
        ...(env === undefined ? {} : { env: { ...env } }),
        ...(signal === undefined ? {} : { signal }),
      })
      .catch((error: unknown) => ({ stdout: '', ...refused(error), env: env ?? this.#bash.getEnv() }));
    const stdout =
      result.stdoutKind === 'bytes' || result.stdoutEncoding === 'binary'
        ? Buffer.from(result.stdout, 'latin1').toString()
        : result.stdout;
    return {
      code: result.exitCode,
      stdout: refusalsIn(stdout, this.#denied),
      stderr: refusalsIn(result.stderr, this.#denied).replaceAll(/^bash: /gm, 'sh: '),
      env: result.env,
    };
  }

  #define(name: string, command: HostCommand): CustomCommand {
    return defineCommand(name, async (args, context) => {
      const { stdout = '', stderr = '', code = 0 } = await command(this.#call(args, context));
      return { stdout, stderr, exitCode: code };
    });
  }

  #call(args: readonly string[], context: ResolvedCommandContext): Call {
    const { cwd, fs, env, fileDescriptors, exec, origCommand } = context;
    const toOutput = ({ stdout, stderr, exitCode }: ExecResult): Output => ({ stdout, stderr, code: exitCode });
    return {
      machine: this.machine,
      shell: this,
      fs: this.#fs,
      args,
      // Most commands do not ask for it, and it may be all that a stage was given.
      get stdin() {
        return Buffer.from(String(context.stdin), 'latin1').toString();
      },
      get bytes() {
        return String(context.stdin);
      },
      cwd,
      env,
      path: (given) => fs.resolvePath(cwd, given),
      file: (descriptor) =>
        /^__(?:file|file_append|rw)__:(?:\d+:)?(.*)$/.exec(fileDescriptors?.get(descriptor) ?? '')?.[1],
      exec: async (words, stdin) =>
        exec === undefined
          ? { code: 126 }
          : toOutput(
              await exec(words.map(quote).join(' '), {
                cwd,
                stdin: stdin === undefined ? String(context.stdin) : bytesOf(stdin),
                stdinKind: 'bytes',
              }),
            ),
      original: async (words) => (origCommand === undefined ? { code: 127 } : toOutput(await origCommand([...words]))),
    };
  }
}

function defineCommandOf(command: CustomCommand): Exclude<CustomCommand, { readonly load: unknown }> {
  if ('load' in command) throw new Error('host commands are never lazy');
  return command;
}
