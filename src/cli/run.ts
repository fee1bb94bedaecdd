/** What every command on a mesh does around its work: the spec, the operator, the tools, the interrupt. */
import type { Tools } from '#app/apply.ts';
import type { ParsedSpec } from '#mesh/spec.ts';
import { compose } from './compose.ts';
import { type Interrupt, listenForInterrupt } from './interrupt.ts';
import { plainOperator } from './plain-operator.ts';
import type { CommonFlags } from './settings.ts';
import { readSpec } from './spec-file.ts';

export interface Run {
  readonly parsed: ParsedSpec;
  readonly tools: Tools;
  readonly interrupt: Interrupt;
}

export async function withTools<T>(
  flags: CommonFlags & { readonly confirm?: string },
  work: (run: Run) => Promise<T>,
): Promise<T> {
  const used = flags.sandbox === true ? await (await import('./sandbox-flags.ts')).inSandbox(flags) : flags;
  const parsed = readSpec(used);
  const operator = plainOperator({
    yes: used.yes === true,
    input: used.input && process.stdin.isTTY === true,
    quietPlan: used.json === true,
    verbose: used.verbose === true,
    ...(flags.confirm === undefined ? {} : { confirm: flags.confirm }),
  });
  const interrupt = listenForInterrupt();
  const tools = compose(parsed, used, operator, interrupt.signal);
  try {
    return await work({ parsed, tools, interrupt });
  } finally {
    tools.close();
    operator.end();
    interrupt.release();
  }
}

/** Whether this run may have a question answered: by a flag, or by somebody at a terminal. */
export function canAsk(flags: CommonFlags): boolean {
  return flags.input && process.stdin.isTTY === true;
}
