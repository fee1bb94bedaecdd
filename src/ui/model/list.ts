/** Moving in a list by what is on its rows, so that rows may come and go around the cursor. */
import type { Movement } from './bindings.ts';

/** First row to show, so that the cursor is in sight and as few rows as possible move. */
export function firstRow(length: number, cursor: number, height: number): number {
  return Math.max(0, Math.min(cursor - Math.floor(height / 2), length - height));
}

/** Where the cursor is: on the row with that key, or on the first. */
export function indexOfKey(keys: readonly string[], at: string | undefined): number {
  return Math.max(0, at === undefined ? 0 : keys.indexOf(at));
}

/** The key of the row after the move; undefined where there are no rows. */
export function moved(
  keys: readonly string[],
  at: string | undefined,
  movement: Movement,
  page: number,
): string | undefined {
  const steps: Readonly<Record<Movement, number>> = {
    up: -1,
    down: 1,
    left: 0,
    right: 0,
    pageUp: -page,
    pageDown: page,
    first: -keys.length,
    last: keys.length,
  };
  return keys[Math.max(0, Math.min(keys.length - 1, indexOfKey(keys, at) + steps[movement]))];
}
