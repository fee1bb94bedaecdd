/** The frame of every command on a mesh: spec, operator, tools, interrupt. */
import type { Tools } from '#app/run/tools.ts';
import { plainOperator } from '#cli/text/plain-operator.ts';
import type { ParsedSpec } from '#mesh/spec/spec.ts';
import { compose } from './compose.ts';
import { printError } from './errors.ts';
import { namingTheSame, type Rewrite } from './hint-commands.ts';
import { type Interrupt, listenForInterrupt } from './interrupt.ts';
import { mfaCodeBy } from './mfa-code.ts';
import type { CommonFlags } from './settings.ts';
import { readSpec } from './spec-file.ts';

export interface Run {
  readonly parsed: ParsedSpec;
  readonly tools: Tools;
  readonly interrupt: Interrupt;
  /** Adds this mesh's flags to the commands in a text. */
  readonly same: Rewrite;
}

/** Resolves to the exit code. Prints every error itself, with hints for this mesh. */
export async function withTools(
  flags: CommonFlags & { readonly confirm?: string },
  work: (run: Run) => Promise<number>,
): Promise<number> {
  const same = namingTheSame(flags);
  try {
    return await composed(flags, same, work);
  } catch (error) {
    return printError(error, same);
  }
}

async function composed(
  flags: CommonFlags & { readonly confirm?: string },
  same: Rewrite,
  work: (run: Run) => Promise<number>,
): Promise<number> {
  const used = flags.sandbox === true ? await (await import('./in-sandbox.ts')).inSandbox(flags) : flags;
  const parsed = readSpec(used);
  const interrupt = listenForInterrupt();
  const operator = plainOperator({
    stop: interrupt.signal,
    same,
    yes: used.yes === true,
    input: used.input && process.stdin.isTTY === true,
    quietPlan: used.json === true,
    verbose: used.verbose === true,
    quiet: used.quiet === true,
    ...(flags.confirm === undefined ? {} : { confirm: flags.confirm }),
  });
  const tools = compose(
    parsed,
    used,
    operator,
    interrupt.signal,
    canAsk(used) ? mfaCodeBy(operator.askFor) : undefined,
  );
  try {
    return await work({ parsed, tools, interrupt, same });
  } finally {
    tools.close();
    operator.end();
    interrupt.release();
  }
}

/** The result of the work, or undefined if the operator stops it first. */
export async function untilInterrupted<T>(work: Promise<T>, { signal }: Interrupt): Promise<T | undefined> {
  const stopped = new Promise<undefined>((resolve) => {
    if (signal.aborted) resolve(undefined);
    signal.addEventListener('abort', () => resolve(undefined), { once: true });
  });
  // Failures after the stop are ignored.
  work.catch(() => undefined);
  return Promise.race([work, stopped]);
}

/** Whether a question can be answered: by a flag, or at a terminal. */
export function canAsk(flags: CommonFlags): boolean {
  return flags.input && process.stdin.isTTY === true;
}
