/** Client tokens that have done their work: AWS keeps them after what they made is gone. */
import type { AttemptToken } from '#ports/cloud.ts';
import { codeOf } from './failure.ts';

/** More deaths of one resource in a day than anybody should see. */
const most = 20;

/** Codes that say so: another request came with it (another image, say), or its instance has ended. */
const spent = new Set(['IdempotentParameterMismatch', 'IdempotentInstanceTerminated']);

/**
 * Asks with one token after the other until one is not spent: `ask` answers undefined when what it made is gone.
 * @throws whatever `ask` throws otherwise, and the last refusal when all tokens are spent
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
