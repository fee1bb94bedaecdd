/** Describe calls as AWS may answer them for a while after a change: with what was so two seconds ago. */
import type { Spoiler } from './proxy.ts';

/** A person's next command comes after what the last one did is known everywhere. */
export const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 2_100));

export interface Stale {
  readonly spoiler: Spoiler;
  /** How many answers told something else than was so by then. */
  stale(): number;
}

export function twoSecondsOld(): Stale {
  const told = new Map<string, { readonly at: number; readonly answer: string }>();
  const changes: number[] = [];
  let stale = 0;
  return {
    stale: () => stale,
    spoiler: {
      after: ({ action, region, asked, status, answer }) => {
        const now = Date.now();
        if (!/^(Describe|Get|List|Filter)/.test(action)) changes.push(now);
        if (status !== 200 || !action.startsWith('Describe')) return undefined;
        const question = `${region} ${asked}`;
        const before = told.get(question);
        // What was told then was still so two seconds ago, when nothing changed in between.
        const changed = changes.findLast((at) => at <= now - 2_000) ?? 0;
        if (before !== undefined && before.at > changed) {
          if (before.answer !== answer) stale += 1;
          return { answer: before.answer };
        }
        told.set(question, { at: now, answer });
        return undefined;
      },
    },
  };
}
