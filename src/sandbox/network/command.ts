import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';

export interface CommandResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CommandOptions {
  /** Written to standard input, which is closed after it. */
  readonly input?: string;
  /** Replaces the environment; by default the command inherits ours. */
  readonly env?: Readonly<Record<string, string>>;
  /** Called with each line of output as it comes, for steps that take long. */
  readonly onLine?: (line: string) => void;
  /** Continues the program whenever it has stopped, for one that stops with its child and that no shell looks after. */
  readonly keepGoing?: boolean;
}

/** A command of the machine ended with an error; `stderr` says what it said. */
export class CommandFailed extends Error {
  readonly result: CommandResult;

  constructor(argv: readonly string[], result: CommandResult) {
    const said = (result.stderr.trim() || result.stdout.trim()).split('\n').slice(-8).join('\n');
    super(`\`${argv.slice(0, 6).join(' ')}\` ended with exit code ${result.code}: ${said || 'it printed nothing'}`);
    this.name = 'CommandFailed';
    this.result = result;
  }
}

/**
 * Runs a command and collects what it prints; an exit code other than 0 is an answer.
 * @throws when the program cannot be started (not installed, not permitted).
 */
export function attempt(argv: readonly string[], options: CommandOptions = {}): Promise<CommandResult> {
  const [program = '', ...rest] = argv;
  return new Promise((resolve, reject) => {
    const child = spawn(program, rest, {
      stdio: ['pipe', 'pipe', 'pipe'],
      ...(options.env === undefined ? {} : { env: { ...options.env } }),
    });
    const collect = (stream: NodeJS.ReadableStream): (() => string) => {
      let text = '';
      let reported = 0;
      stream.setEncoding('utf8');
      stream.on('data', (chunk: string) => {
        text += chunk;
        for (let end = text.indexOf('\n', reported); options.onLine && end !== -1; end = text.indexOf('\n', reported)) {
          options.onLine(text.slice(reported, end));
          reported = end + 1;
        }
      });
      return () => text;
    };
    const awake = options.keepGoing ? keepGoing(child.pid) : undefined;
    const stdout = collect(child.stdout);
    const stderr = collect(child.stderr);
    child.on('error', (error) => {
      clearInterval(awake);
      reject(new Error(`Cannot start \`${program}\`: ${error.message}. Is its package installed?`, { cause: error }));
    });
    child.on('close', (code, signal) => {
      clearInterval(awake);
      resolve({ code: code ?? (signal === 'SIGKILL' ? 137 : 143), stdout: stdout(), stderr: stderr() });
    });
    // A program that does not read its input closes the pipe; its exit code tells the story.
    child.stdin.on('error', () => {});
    child.stdin.end(options.input ?? '');
  });
}

/** Looks twice a second whether a process has stopped, state T of proc_pid_stat(5), and continues it. */
function keepGoing(pid: number | undefined): NodeJS.Timeout {
  const look = async (): Promise<void> => {
    const status = await readFile(`/proc/${pid}/stat`, 'utf8');
    if (pid !== undefined && status.slice(status.lastIndexOf(')')).startsWith(') T')) process.kill(pid, 'SIGCONT');
  };
  // It may have ended a moment before.
  return setInterval(() => void look().catch(() => {}), 500);
}

/**
 * Runs a command that has to succeed, and answers what it printed.
 * @throws CommandFailed on any exit code but 0.
 */
export async function run(argv: readonly string[], options: CommandOptions = {}): Promise<string> {
  const result = await attempt(argv, options);
  if (result.code !== 0) throw new CommandFailed(argv, result);
  return result.stdout;
}
