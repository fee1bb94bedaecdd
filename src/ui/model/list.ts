/** Moves in a list by row keys, so that rows can appear and disappear around the cursor. */
import type { Movement } from './bindings.ts';

/** First visible row, so that the cursor is visible and few rows move. */
export function firstRow(length: number, cursor: number, height: number): number {
  return Math.max(0, Math.min(cursor - Math.floor(height / 2), length - height));
}

/** The cursor's index: the row with that key, or the first. */
export function indexOfKey(keys: readonly string[], at: string | undefined): number {
  return Math.max(0, at === undefined ? 0 : keys.indexOf(at));
}

/** The key of the row after the move; undefined without rows. */
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
