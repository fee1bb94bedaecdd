/** Calls without which a plan can be made: what may not be read is left out, and said. */
import type { Unread } from '#mesh/observed/observation.ts';
import { codeOf, failureOf } from './failure.ts';

export interface Attempts {
  /** The answer, or undefined with an entry in `unread`. */
  readonly tried: <T>(action: string, ask: () => Promise<T>) => Promise<T | undefined>;
  readonly unread: readonly Unread[];
}

/** Credentials that are not valid fail every call. */
export function attempts(about: Unread['about']): Attempts {
  const unread: Unread[] = [];
  const tried = async <T>(action: string, ask: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await ask();
    } catch (error) {
      const kind = failureOf(codeOf(error));
      if (kind === 'credentials') throw error;
      const why = kind === 'denied' ? 'denied' : error instanceof Error ? error.message : String(error);
      unread.push({ about, action, why });
      return undefined;
    }
  };
  return { tried, unread };
}
