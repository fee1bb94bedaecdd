/** Moving in a list by what is on its rows, so that rows may come and go around the cursor. */
import type { Action } from './bindings.ts';

/** First row to show, so that the cursor is in sight and as few rows as possible move. */
export function firstRow(length: number, cursor: number, height: number): number {
  return Math.max(0, Math.min(cursor - Math.floor(height / 2), length - height));
}

/** Where the cursor is: on the row with that key, or on the first. */
export function placeOf(keys: readonly string[], at: string | undefined): number {
  return Math.max(0, at === undefined ? 0 : keys.indexOf(at));
}

/** The key of the row after the move, or undefined when the action moves nothing. */
export function moved(
  keys: readonly string[],
  at: string | undefined,
  action: Action,
  page: number,
): string | undefined {
  const steps: Partial<Record<Action, number>> = {
    up: -1,
    down: 1,
    pageUp: -page,
    pageDown: page,
    first: -keys.length,
    last: keys.length,
  };
  const step = steps[action];
  if (step === undefined || keys.length === 0) return undefined;
  return keys[Math.max(0, Math.min(keys.length - 1, placeOf(keys, at) + step))];
}
