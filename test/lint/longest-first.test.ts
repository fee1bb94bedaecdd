/** The order of a run names files that there are. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, it } from 'vitest';
import { longest } from '../support/longest-first.ts';

const root = resolve(import.meta.dirname, '../..');

it('names no file twice, and none that is gone', () => {
  expect(longest.filter((file) => !existsSync(resolve(root, file)))).toEqual([]);
  expect(new Set(longest).size).toBe(longest.length);
});
