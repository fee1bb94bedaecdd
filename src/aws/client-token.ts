/** Spent client tokens: AWS remembers a token after its resource is gone. */
import type { AttemptToken } from '#ports/cloud.ts';
import { codeOf } from './failure.ts';

/** More replacements of one resource in a day than should ever happen. */
const most = 20;

/** Codes of a spent token: another request used it (with another image, say), or its instance has terminated. */
const spent = new Set(['IdempotentParameterMismatch', 'IdempotentInstanceTerminated']);

/**
 * Tries one token after the other until one is not spent: `ask` returns undefined if the token's resource is gone.
 * @throws any other error of `ask`, and the last one if all tokens are spent
 */
export async function untilUnspent<T>(token: AttemptToken, ask: (token: string) => Promise<T | undefined>): Promise<T> {
  for (let attempt = 0; ; attempt++) {
    try {
      const made = await ask(token(attempt));
      if (made !== undefined) return made;
      if (attempt >= most) throw new Error(`${most} client tokens are spent within a day`);
    } catch (error) {
      if (!spent.has(codeOf(error)) || attempt >= most) throw error;
    }
  }
}
