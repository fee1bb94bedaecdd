/** How errors are shown: what, why, what next. A stack only for a bug of ours. */

import { style } from '#cli/text/style.ts';
import { ExplainedError, SpecError, UsageError } from '#mesh/errors.ts';
import { exitCodes } from './exit-codes.ts';
import type { Rewrite } from './hint-commands.ts';
import { tell } from './output.ts';

/** Prints the error on stderr and returns its exit code. */
export function printError(error: unknown, same: Rewrite = (text) => text): number {
  const say = (text: string): void => tell(`${same(text)}\n`);
  const next = (text: string | undefined): void => (text === undefined ? undefined : say(`next: ${text}`));
  if (error instanceof SpecError) {
    for (const line of error.message.split('\n')) say(`${style.bad('error')} ${line}`);
    return exitCodes.usage;
  }
  if (error instanceof ExplainedError) {
    say(`${style.bad('error')} ${error.message}`);
    next(error.next);
    return error instanceof UsageError ? exitCodes.usage : exitCodes.failed;
  }
  say(`${style.bad('error')} this is a bug in vpnmesh:`);
  say(error instanceof Error ? (error.stack ?? error.message) : String(error));
  say('next: run the same command again; if it happens again, report it with these lines');
  return exitCodes.failed;
}
